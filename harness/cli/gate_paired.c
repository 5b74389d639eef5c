/*
 * The paired gate: both sides are planned, measured in pairs of processes and
 * judged while they are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/gate.h"
#include "gate/paired.h"
#include "run/run.h"

enum { BASE, HEAD };

struct builds {
	struct arena arena;
	struct build *build[2]; /* of the head: NULL if they are TARGETs */
	size_t count[2];
	struct workspace *workspace[2];
	struct plan *plan[2]; /* those of the workspaces, side by side */
	struct pair_plan pairs;
	enum exit_code refused;
};

static void builds_release(struct builds *builds)
{
	pair_plan_release(&builds->pairs);
	for (int side = BASE; side <= HEAD; side++)
		for (size_t i = 0;
		     builds->workspace[side] && i < builds->count[side]; i++)
			workspace_release(&builds->workspace[side][i]);
	arena_release(&builds->arena);
}

static int add_directories(struct builds *builds, int side,
			   const struct gate_side *given, struct err *err)
{
	struct build *build =
	    arena_array(&builds->arena, given->count, sizeof(*build), err);
	int r = build ? 0 : -ERR_NOMEM;

	for (size_t i = 0; i < given->count && r == 0; i++) {
		r = build_of_directory(&build[i], given->place[i],
				       &builds->arena, err);
		build[i].older = side == BASE;
	}
	builds->build[side] = build;
	builds->count[side] = given->count;
	return r;
}

static struct select_options select_of(const struct gate_command *options,
				       const struct builds *builds, int side)
{
	struct select_options select = options->select;

	select.side = side == BASE ? "base" : "head";
	select.whole_build = options->head.count > 0;
	/* Shards are dealt from the head's cases. */
	if (side == BASE)
		select.plan.shard_count = 0;
	if (builds->build[side])
		select.build = builds->build[side];
	return select;
}

static int describe_side(struct builds *builds, int side,
			 const struct gate_command *options, struct err *err)
{
	struct select_options select = select_of(options, builds, side);
	size_t count = builds->count[side];
	int r = 0;

	builds->workspace[side] = arena_array(
	    &builds->arena, count, sizeof(*builds->workspace[side]), err);
	builds->plan[side] = arena_array(&builds->arena, count,
					 sizeof(*builds->plan[side]), err);
	if (!builds->workspace[side] || !builds->plan[side])
		return -ERR_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		struct workspace *workspace = &builds->workspace[side][i];
		if (builds->build[side])
			select.build = &builds->build[side][i];
		r = workspace_describe(workspace, &select,
				       options->targets.text,
				       options->targets.count, err);
		builds->refused =
		    exit_worst(builds->refused, workspace->refused);
	}
	return r;
}

/* What a side lacks that the other one has is added or removed. */
static int plan_side(struct builds *builds, int side,
		     const struct gate_command *options,
		     const struct measure_options *how, bool may_be_empty,
		     struct err *err)
{
	struct select_options select = select_of(options, builds, side);
	int r = 0;

	select.plan.other = &builds->workspace[1 - side][0].catalog;
	select.plan.may_be_empty = may_be_empty;
	for (size_t i = 0; i < builds->count[side] && r == 0; i++) {
		struct workspace *workspace = &builds->workspace[side][i];
		if (builds->build[side])
			select.build = &builds->build[side][i];
		r = workspace_plan(workspace, &select, how, err);
		builds->plan[side][i] = workspace->plan;
	}
	return r;
}

/* One that is empty is the other's loss or gain; both are a mistake. */
static int plan_sides(struct builds *builds, const struct gate_command *options,
		      struct err *err)
{
	struct measure_options how = options->measure;
	int r = plan_side(builds, HEAD, options, &how, true, err);

	if (r < 0)
		return r;
	how.seed = builds->plan[HEAD][0].seed;
	how.seed_given = true;
	r = plan_side(builds, BASE, options, &how, true, err);
	if (r == 0 && builds->plan[HEAD][0].case_count == 0 &&
	    builds->plan[BASE][0].case_count == 0)
		r = plan_side(builds, HEAD, options, &how, false, err);
	return r;
}

static bool shares_a_case(const struct pair_plan *pairs)
{
	for (size_t i = 0; i < pairs->plan->case_count; i++)
		if (pairs->pair[i].base_count > 0)
			return true;
	return false;
}

/* The head first: its suite is the one that must fit. */
static int open_builds(struct builds *builds,
		       const struct gate_command *options, struct err *err)
{
	int r = 0;

	if (options->head.count > 0)
		r = add_directories(builds, HEAD, &options->head, err);
	else
		builds->count[HEAD] = 1;
	if (r < 0)
		return r;
	for (int side = BASE; side <= HEAD; side++)
		for (size_t i = 0;
		     builds->build[side] && i < builds->count[side]; i++) {
			builds->build[side][i].other = builds->build[1 - side];
			builds->build[side][i].other_count =
			    builds->build[1 - side] ? builds->count[1 - side]
						    : 0;
		}
	r = describe_side(builds, HEAD, options, err);
	if (r == 0)
		r = describe_side(builds, BASE, options, err);
	if (r == 0)
		r = plan_sides(builds, options, err);
	if (r == 0)
		r = plan_match(&builds->pairs, builds->plan[BASE],
			       builds->count[BASE], builds->plan[HEAD],
			       builds->count[HEAD], err);
	if (r < 0)
		return r;
	/* A shard is no removal of what the others have. */
	if (options->select.plan.shard_count > 1)
		builds->pairs.removed_count = 0;
	if (!shares_a_case(&builds->pairs))
		log_warn("no case is in both builds; are these two builds of "
			 "the same plugins?");
	return 0;
}

/* "build/base", "build/base and 2 more" */
static int name_base(const struct builds *builds, struct result *result,
		     struct err *err)
{
	const char *place = builds->build[BASE][0].place;
	size_t more = builds->count[BASE] - 1;

	result->outcome->base_name =
	    more ? arena_printf(&result->arena, err, "%s and %zu more", place,
				more)
		 : arena_strdup(&result->arena, place, err);
	return result->outcome->base_name ? 0 : -ERR_NOMEM;
}

static int prepare(const struct gate_command *options,
		   const struct builds *builds, struct result *result,
		   struct paired_gate **ret, struct err *err)
{
	int r = run_prepare_pairs(&builds->pairs, result, err);

	if (r == 0)
		r = gate_policy(options, result, err);
	if (r == 0)
		r = gate_note_counters(options, &builds->pairs, result, err);
	if (r < 0)
		return r;
	if (result->gate.budget_ns <= 0)
		result->gate.budget_ns = options->measure.time_budget_ns;
	*ret = paired_gate_new(result, &builds->pairs, &result->gate,
			       result->seed, err);
	return *ret ? gate_check_pairs(&builds->pairs, *ret, &result->gate,
				       options->measure.slices, err)
		    : -(int)err->code;
}

/* Improvements are kept by whoever wants them. */
static void suggest(const struct gate_command *options,
		    const struct result *result, const struct output *output)
{
	uint64_t improved = result->outcome->improved;

	if (improved > 0 && options->base.kind == PLACE_NAME && output->path &&
	    strcmp(output->path, "-") != 0)
		log_note("%llu improved; `tare baseline save %s %s` makes this "
			 "the base",
			 (unsigned long long)improved, options->base.place[0],
			 output->path);
}

/* One gate, from its options to its verdicts. */
struct gating {
	const struct gate_command *options;
	struct builds *builds;
	struct result result;
	struct output output;
	struct waivers waivers;
	struct paired_gate *gate;
	enum exit_code status;
};

static void gating_release(struct gating *gating)
{
	paired_gate_free(gating->gate);
	waivers_release(&gating->waivers);
	output_release(&gating->output);
	result_release(&gating->result);
}

/* Measures and judges; what was measured until an interrupt is judged. */
static int run_gate(struct gating *g, struct err *err)
{
	struct err measuring = {0};

	if (gate_measure(g->options, &g->builds->pairs, &g->output, g->gate,
			 &g->result, &measuring) < 0) {
		g->status =
		    exit_worst(g->status, (enum exit_code)fail(&measuring));
		if (measuring.code != ERR_INTERRUPTED &&
		    measuring.code != ERR_TERMINATED)
			return 0;
	}
	int r = paired_gate_finish(g->gate, &g->result, &g->waivers, err);
	return r < 0 ? r : name_base(g->builds, &g->result, err);
}

static int gate_pairs(const struct gate_command *options, struct builds *builds)
{
	CLEANUP(gating_release)
	struct gating g = {.options = options, .builds = builds};
	const struct plan_options *plan = &options->select.plan;
	struct err err = {0};

	if (gate_waivers(options, &g.waivers, &err) < 0 ||
	    open_builds(builds, options, &err) < 0 ||
	    prepare(options, builds, &g.result, &g.gate, &err) < 0 ||
	    output_choose(&g.output, options->measure.json, &err) < 0)
		return fail(&err);
	if (plan->filter_count + plan->tag_count + plan->param_count +
		plan->shard_count >
	    0)
		gate_narrow_waivers(&g.waivers, &builds->pairs);
	g.status = builds->refused;
	if (run_gate(&g, &err) < 0)
		return (int)exit_worst(g.status, (enum exit_code)fail(&err));
	if (!g.result.outcome)
		return (int)g.status;
	g.status = exit_worst(g.status, g.result.outcome->exit);
	g.status = (enum exit_code)gate_show(&g.result, &g.output, g.status);
	suggest(options, &g.result, &g.output);
	return (int)g.status;
}

int gate_builds(const struct gate_command *options)
{
	CLEANUP(builds_release) struct builds builds = {0};
	struct err err = {0};

	if (add_directories(&builds, BASE, &options->base, &err) < 0)
		return fail(&err);
	return gate_pairs(options, &builds);
}

int gate_baseline(const struct gate_command *options)
{
	CLEANUP(builds_release) struct builds builds = {0};
	CLEANUP(baseline_release) struct baseline base = {0};
	struct err err = {0};
	char *missing = NULL;

	builds.build[BASE] =
	    arena_alloc(&builds.arena, sizeof(*builds.build[BASE]), &err);
	if (!builds.build[BASE])
		return fail(&err);
	if (base_load(&options->store, options->base.place[0], &base, &err) ==
		-ERR_NO_BASELINE &&
	    options->base_given)
		(void)err_wrap(&err, "there is no file or directory '%s'",
			       str_shown(options->base.place[0]).text);
	if (err.code ||
	    build_of_baseline(builds.build[BASE], &options->store, &base,
			      &builds.arena, &missing, &err) < 0)
		return fail(&err);
	if (missing) {
		log_warn("baseline '%s' cannot run side by side with the head, "
			 "so its stored numbers decide: %s",
			 options->base.place[0], missing);
		return gate_numbers(options);
	}
	builds.build[BASE]->older = true;
	builds.count[BASE] = 1;
	return gate_pairs(options, &builds);
}
