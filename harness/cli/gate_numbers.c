/*
 * The gate against stored numbers. Reds are measured a second time before
 * they are final.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "cli/gate.h"
#include "cli/metrics.h"
#include "gate/gate.h"

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
static int confirm(const struct gate_command *options,
		   const struct select_options *how_selected,
		   struct result *head, const struct baseline *base,
		   const struct suite_gate *policy, const struct output *output,
		   struct err *err)
{
	CLEANUP(workspace_release) struct workspace again = {0};
	CLEANUP(result_release) struct result second = {0};
	CLEANUP(mem_free)
	const char **red = calloc(head->case_count + 1, sizeof(*red));
	struct select_options select = *how_selected;
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

/*
 * Judges what was measured; an interrupted run is judged too. AGAIN: reds are
 * measured a second time.
 */
static enum exit_code judge(const struct gate_command *options,
			    const struct select_options *select, bool again,
			    struct result *head, struct baseline *base,
			    const struct output *output)
{
	struct err err = {0};

	if (gate_policy(options, head, &err) < 0)
		return (enum exit_code)fail(&err);
	struct suite_gate policy = head->gate;
	if (gate_compare(head, base, &policy, &err) < 0)
		return (enum exit_code)fail(&err);
	if (again &&
	    head->outcome->regressed + head->outcome->limits_broken > 0 &&
	    confirm(options, select, head, base, &policy, output, &err) < 0) {
		return exit_worst(head->outcome->exit,
				  (enum exit_code)fail(&err));
	}
	return head->outcome->exit;
}

/* A head's directory is the one place of its plugins. */
static int select_head(const struct gate_command *options, struct build *build,
		       struct arena *arena, struct select_options *ret,
		       struct err *err)
{
	*ret = options->select;
	if (options->head.count == 0)
		return 0;
	if (options->head.count > 1)
		return err_set(err, ERR_USAGE,
			       "several --head builds are compared in pairs "
			       "only; give the base's build, or one head");
	ret->build = build;
	ret->whole_build = true;
	return build_of_directory(build, options->head.place[0], arena, err);
}

/* Options of pairs, where there are none. */
static struct measure_options how_measured(const struct gate_command *options)
{
	struct measure_options how = options->measure;

	if (how.time_budget_ns <= 0)
		how.time_budget_ns = options->pairs.time_ns;
	if (options->pairs.waivers)
		log_warn("--waivers: waivers hold for pairs of builds, so the "
			 "stored numbers are judged without them");
	return how;
}

int gate_numbers(const struct gate_command *options)
{
	struct measure_options how = how_measured(options);
	CLEANUP(arena_release) struct arena arena = {0};
	struct select_options select;
	struct build build = {0};
	CLEANUP(workspace_release) struct workspace workspace = {0};
	CLEANUP(result_release) struct result head = {0};
	CLEANUP(baseline_release) struct baseline base = {0};
	CLEANUP(output_release) struct output output = {0};
	struct err err = {0};

	if (base_load(&options->store, options->base.place[0], &base, &err) <
		0 ||
	    select_head(options, &build, &arena, &select, &err) < 0 ||
	    workspace_open(&workspace, &select, &how, options->targets.text,
			   options->targets.count, &err) < 0 ||
	    policy_apply(&options->policy, &workspace.suite.gate,
			 &workspace.suite.arena, &err) < 0 ||
	    output_choose(&output, options->measure.json, &err) < 0)
		return fail(&err);
	how.counts_only =
	    metrics_exact_only(&workspace.plan, &workspace.suite.gate);
	keep_selected(&base, &workspace.plan, &options->select.plan);
	enum exit_code status = workspace.refused;
	int r = measure(&workspace, &how, &output, &head, &err);
	bool interrupted =
	    err.code == ERR_INTERRUPTED || err.code == ERR_TERMINATED;
	if (r < 0) {
		status = exit_worst(status, (enum exit_code)fail(&err));
		if (!interrupted)
			return (int)status;
	}
	/* Arithmetic needs no second opinion. */
	status = exit_worst(status, judge(options, &select,
					  !interrupted && !how.counts_only,
					  &head, &base, &output));
	return gate_show(&head, &output,
			 exit_worst(status, result_exit(&head)));
}
