/*
 * What every kind of gate ends with, and the verdict on a finished result.
 */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/gate.h"
#include "gate/gate.h"
#include "gate/paired.h"

int gate_show(const struct result *head, const struct output *output,
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

int gate_policy(const struct gate_command *options, struct result *head,
		struct err *err)
{
	pairs_apply(&options->pairs, &head->gate);
	return policy_apply(&options->policy, &head->gate, &head->arena, err);
}

int gate_waivers(const struct gate_command *options, struct waivers *ret,
		 struct err *err)
{
	const char *path = options->pairs.waivers;
	CLEANUP(mem_free) char *own = NULL;
	char utc[32];

	if (!path &&
	    asprintf(&own, "%s/waivers.json", options->store.baselines) < 0) {
		own = NULL;
		return err_nomem(err, "path of the waivers");
	}
	if (!path && !file_exists(own))
		return 0;
	int r = waivers_read(ret, path ? path : own, err);
	clock_utc(utc);
	(void)snprintf(ret->today, sizeof(ret->today), "%.10s", utc);
	return r;
}

static bool is_paired(const struct result *result)
{
	for (size_t i = 0; i < result->case_count; i++)
		if (result->result_case[i].base_process_count > 0)
			return true;
	/* One that was interrupted before its first pair. */
	return result->outcome && result->outcome->paired;
}

/* The pairs are in the result: it needs no base. */
static int pairs_again(const struct gate_command *options, struct result *head,
		       struct err *err)
{
	CLEANUP(waivers_release) struct waivers waivers = {0};

	if (options->base_given)
		return err_set(err, ERR_USAGE,
			       "--head '%s' is the result of a paired gate and "
			       "holds its base; leave out --base",
			       str_shown(options->head.place[0]).text);
	int r = gate_policy(options, head, err);
	if (r == 0)
		r = gate_waivers(options, &waivers, err);
	struct suite_gate policy = head->gate;
	return r < 0 ? r
		     : gate_paired_again(head, &policy,
					 !isnan(options->policy.theta),
					 &waivers, err);
}

static int numbers_again(const struct gate_command *options,
			 struct result *head, struct err *err)
{
	CLEANUP(baseline_release) struct baseline base = {0};
	int r = gate_policy(options, head, err);

	if (r == 0)
		r = base_load(&options->store, options->base.place[0], &base,
			      err);
	struct suite_gate policy = head->gate;
	return r < 0 ? r : gate_compare(head, &base, &policy, err);
}

int gate_again(const struct gate_command *options)
{
	CLEANUP(result_release) struct result head = {0};
	CLEANUP(output_release) struct output output = {0};
	struct err err = {0};

	int r = result_load(&head, options->head.place[0], &err);
	if (r == 0)
		r = is_paired(&head) ? pairs_again(options, &head, &err)
				     : numbers_again(options, &head, &err);
	if (r == 0 && options->measure.json)
		r = output_choose(&output, options->measure.json, &err);
	if (r < 0)
		return fail(&err);
	enum exit_code status = head.outcome->exit;
	if (!head.outcome->paired)
		status = exit_worst(status, result_exit(&head));
	return gate_show(&head, &output, status);
}
