/*
 * tare gate: measure against a baseline and give a verdict. Reds are
 * measured a second time before they are final.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "gate/gate.h"

struct gate_command {
	struct select_options select;
	struct measure_options measure;
	struct policy_options policy;
	struct store store;
	struct arguments targets;
	const char *base, *head;
};

enum { KEY_BASE = 1000, KEY_HEAD };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct gate_command *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		options->base = "main";
		state->child_inputs[0] = &options->select;
		state->child_inputs[1] = &options->measure;
		state->child_inputs[2] = &options->policy;
		state->child_inputs[3] = &options->store;
		return 0;
	case 'b':
		options->base = arg;
		return 0;
	case KEY_HEAD:
		options->head = arg;
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->targets, arg, OPTIONS_MAX,
				     state);
	case ARGP_KEY_END:
		if (options->head && options->targets.count > 0) {
			argp_error(state, "--head is a finished result: it "
					  "takes no TARGET");
		}
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"base", 'b', "NAME|FILE|DIR", 0,
     "baseline, result, or directory of results (default: main)", 0},
    {"head", KEY_HEAD, "RESULT", 0, "judge this result instead of measuring",
     0},
    {0},
};
static const struct argp_child children[] = {
    {&select_argp, 0, "Which benchmarks:", 1},
    {&measure_argp, 0, "How they are measured:", 2},
    {&policy_argp, 0, "What decides:", 3},
    {&store_argp, 0, "Baselines:", 4},
    {0},
};
static const struct argp gate_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "[TARGET...]",
    .doc = "Measure, compare with the base, and exit by the verdict: 0 "
	   "pass, 1 regressed, 3 inconclusive, 4 nothing to compare, 5 "
	   "broken.",
    .children = children,
};

static int compare_id(const void *id, const void *c)
{
	return strcmp(id, ((const struct plan_case *)c)->id);
}

/* A selection on the command line is no removal of what it leaves out. */
static void keep_selected(struct baseline *base, const struct plan *plan,
			  const struct plan_options *options)
{
	if (options->filter_count + options->tag_count + options->param_count +
		options->shard_count ==
	    0)
		return;
	for (size_t s = 0; s < base->session_count; s++) {
		struct baseline_session *session = &base->session[s];
		size_t kept = 0;
		for (size_t i = 0; i < session->case_count; i++) {
			const char *id = session->baseline_case[i].id;
			if (bsearch(id, plan->plan_case, plan->case_count,
				    sizeof *plan->plan_case, compare_id))
				session->baseline_case[kept++] =
				    session->baseline_case[i];
		}
		session->case_count = kept;
	}
}

/* With a journal of its own: the first measurement's is still needed. */
static int measure_again(const struct workspace *again,
			 const struct measure_options *options,
			 const struct output *output, struct result *second,
			 struct err *err)
{
	CLEANUP(mem_free) char *journal = NULL;

	if (asprintf(&journal, "%s.again", output->journal) < 0) {
		journal = NULL;
		return err_nomem(err, "name of the journal");
	}
	const struct output beside = {output->path, journal};
	int r = measure(again, options, &beside, second, err);
	(void)remove(journal);
	return r;
}

/* Measures the reds again, with other seeds, and asks for the same answer. */
static int confirm(const struct gate_command *options, struct result *head,
		   const struct baseline *base, const struct suite_gate *policy,
		   const struct output *output, struct err *err)
{
	CLEANUP(workspace_release) struct workspace again = {0};
	CLEANUP(result_release) struct result second = {0};
	CLEANUP(mem_free)
	const char **red = calloc(head->case_count + 1, sizeof(*red));
	struct select_options select = options->select;
	struct measure_options how = options->measure;

	if (!red)
		return err_nomem(err, "red cases");
	select.plan.filter = red;
	select.plan.filter_count = gate_reds(head, red);
	/* They are this shard's already. */
	select.plan.shard_count = 0;
	how.seed = head->seed + 1;
	how.seed_given = true;
	if (!how.quiet) {
		log_note("measuring %zu red case%s a second time",
			 select.plan.filter_count,
			 select.plan.filter_count == 1 ? "" : "s");
	}
	int r = workspace_open(&again, &select, &how, options->targets.text,
			       options->targets.count, err);
	if (r == 0)
		r = measure_again(&again, &how, output, &second, err);
	return r < 0 ? r : gate_confirm(head, &second, base, policy, err);
}

static int finish(const struct result *head, const struct output *output,
		  enum exit_code status)
{
	struct report_style style = style_of(stdout);
	struct err err = {0};
	bool saved = output->path && result_save(head, output, &err) == 0;

	if (err.code) {
		status = exit_worst(status, (enum exit_code)fail(&err));
		err_clear(&err);
	}
	if (!output->path || strcmp(output->path, "-") != 0) {
		int r = report_verdicts(head, &style, stdout, &err);
		if (r == 0 && saved)
			(void)printf("\nresult: %s\n", output->path);
		if (r < 0 || flush_stdout(&err) < 0)
			status = exit_worst(status, (enum exit_code)fail(&err));
	}
	return (int)status;
}

static int gate_stored(const struct gate_command *options)
{
	CLEANUP(result_release) struct result head = {0};
	CLEANUP(baseline_release) struct baseline base = {0};
	CLEANUP(output_release) struct output output = {0};
	struct err err = {0};

	if (base_load(&options->store, options->base, &base, &err) < 0 ||
	    result_load(&head, options->head, &err) < 0)
		return fail(&err);
	struct suite_gate policy = head.gate;
	policy_apply(&options->policy, &policy);
	if (gate_compare(&head, &base, &policy, &err) < 0 ||
	    (options->measure.json &&
	     output_choose(&output, options->measure.json, &err) < 0))
		return fail(&err);
	return finish(&head, &output,
		      exit_worst(head.outcome->exit, result_exit(&head)));
}

/* Judges what was measured; an interrupted run is judged too. */
static enum exit_code judge(const struct gate_command *options,
			    struct result *head, struct baseline *base,
			    const struct output *output, bool interrupted)
{
	struct suite_gate policy = head->gate;
	struct err err = {0};

	policy_apply(&options->policy, &policy);
	if (gate_compare(head, base, &policy, &err) < 0)
		return (enum exit_code)fail(&err);
	if (!interrupted &&
	    head->outcome->regressed + head->outcome->limits_broken > 0 &&
	    confirm(options, head, base, &policy, output, &err) < 0) {
		return exit_worst(head->outcome->exit,
				  (enum exit_code)fail(&err));
	}
	return head->outcome->exit;
}

static int gate_measured(const struct gate_command *options)
{
	CLEANUP(workspace_release) struct workspace workspace = {0};
	CLEANUP(result_release) struct result head = {0};
	CLEANUP(baseline_release) struct baseline base = {0};
	CLEANUP(output_release) struct output output = {0};
	struct err err = {0};

	if (base_load(&options->store, options->base, &base, &err) < 0 ||
	    workspace_open(&workspace, &options->select, &options->measure,
			   options->targets.text, options->targets.count,
			   &err) < 0 ||
	    output_choose(&output, options->measure.json, &err) < 0)
		return fail(&err);
	keep_selected(&base, &workspace.plan, &options->select.plan);
	enum exit_code status = workspace.refused;
	int r = measure(&workspace, &options->measure, &output, &head, &err);
	bool interrupted =
	    err.code == ERR_INTERRUPTED || err.code == ERR_TERMINATED;
	if (r < 0) {
		status = exit_worst(status, (enum exit_code)fail(&err));
		if (!interrupted)
			return (int)status;
	}
	status = exit_worst(status,
			    judge(options, &head, &base, &output, interrupted));
	return finish(&head, &output, exit_worst(status, result_exit(&head)));
}

int cmd_gate(int argc, char **argv)
{
	struct gate_command options = {0};

	(void)argp_parse(&gate_argp, argc, argv, 0, NULL, &options);
	return options.head ? gate_stored(&options) : gate_measured(&options);
}
