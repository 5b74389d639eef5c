#include "run/count_place.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "run/assign.h"
#include "run/counted.h"

/* 0 would be none. */
#define LEAST_TIMEOUT_NS 1e6

/* The same inputs in every run, of every case and side. */
#define COUNT_SEED UINT64_C(0x7461726520636e74)

bool counts_simulate(const struct counts *counts)
{
	return counts->pass == COUNT_SIMULATED;
}

static double left_ns(const struct counts *counts)
{
	return (double)counts->deadline_ns - (double)clock_now(&clock_system);
}

bool counts_late(const struct counts *counts)
{
	return counts->deadline_ns > 0 && left_ns(counts) <= 0;
}

static bool is_sound(const struct process_samples *samples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (samples[i].status != CASE_OK)
			return false;
	return true;
}

bool counts_want(const struct counts *counts, uint32_t case_index)
{
	const struct result_case *of =
	    &counts->session.result->result_case[case_index];

	return (!counts->pairs ||
		counts->pairs->pair[case_index].base_count > 0) &&
	       is_sound(of->process, of->process_count) &&
	       is_sound(of->base_process, of->base_process_count);
}

int counts_make_room(struct counts *counts, uint32_t case_index,
		     struct err *err)
{
	struct result *result = counts->session.result;
	struct result_case *of = &result->result_case[case_index];
	struct count_samples *grown =
	    arena_array(&result->arena, of->counted_count + COUNT_MAX_PROCESSES,
			sizeof(*grown), err);

	if (!grown)
		return -ERR_NOMEM;
	if (of->counted_count > 0)
		memcpy(grown, of->counted, of->counted_count * sizeof(*grown));
	of->counted = grown;
	return 0;
}

void counts_keep(struct counts *counts, const struct place *place)
{
	struct result_case *into =
	    &counts->session.result->result_case[place->case_index];

	into->counted[into->counted_count++] = place->counted;
	session_journal_count(&counts->session, &place->counted);
}

void place_release(struct place *place)
{
	arena_release(&place->arena);
}

/* The deadline's, if that comes first. */
static double limit_ns(const struct counts *counts, double timeout_ns)
{
	if (counts->deadline_ns == 0)
		return timeout_ns;
	double left = fmax(left_ns(counts), LEAST_TIMEOUT_NS);

	return timeout_ns > 0 ? fmin(timeout_ns, left) : left;
}

int place_prepare(struct counts *counts, struct place *place, size_t i,
		  struct count_task *ret, struct err *err)
{
	static char none[] = "none";
	const struct placement still = {.cpu = -1};
	struct wire_job *wire = &place->wire;

	arena_release(&place->arena);
	struct wire_count *count =
	    arena_alloc(&place->arena, sizeof(*count), err);
	if (!count)
		return -ERR_NOMEM;
	*count = (struct wire_count){
	    .pass = counts->pass,
	    .ops = place->ops,
	};
	*ret = (struct count_task){
	    .wire = wire,
	    .timeout_ns = assign_timeout_ns(counts->plan, place->of),
	};
	if (counts_simulate(counts)) {
		count->out_path = counts->simulator.out[i];
		ret->timeout_ns *= SIMULATE_TIMEOUT_FACTOR;
	}
	ret->timeout_ns = limit_ns(counts, ret->timeout_ns);
	*wire = assign_job(counts->plan, place->of, &still, none);
	wire->case_index = place->case_index;
	wire->process = (uint32_t)i;
	wire->seed = COUNT_SEED;
	wire->side = place->side;
	wire->count = count;
	return simulate_pad(&place->arena, wire->plugin_path,
			    &wire->plugin_path, err);
}

struct count_spec place_spec(const struct counts *counts)
{
	uint64_t memory_bytes = counts->plan->suite->memory_bytes;
	struct count_spec spec = {
	    .environment = counts->environment,
	    .memory_bytes = memory_bytes,
	    .stop_signal = counts->session.options->stop_signal,
	};

	if (counts_simulate(counts)) {
		spec.simulator = &counts->simulator;
		if (memory_bytes > 0)
			spec.memory_bytes += SIMULATE_OWN_BYTES;
	}
	return spec;
}

/* Absent: what counts is not there, or its time is over. */
static int make_absent(struct counts *counts, struct place *place,
		       struct err *err)
{
	static char why[] = "the time budget ended before it was counted";
	static const struct counter_info late = {
	    .errnum = ETIME,
	    .errno_name = "ETIME",
	    .reason = "the time budget ended before it was counted",
	    .mend = "a longer --time-budget (of a gate: --time)",
	};
	CLEANUP(arena_release) struct arena arena = {0};
	struct count_samples counted = {
	    .case_index = place->case_index,
	    .pass = counts->pass,
	    .side = place->side,
	    .note = counts->present ? why : NULL,
	};
	int rc = counted_absent(counts->pass,
				counts->present ? &late : &counts->absence,
				&arena, &counted, err);

	if (counts->present)
		counts->session.result->budget_ended = true;
	return rc < 0 ? rc
		      : keep_count(&counts->session.keep, &counted,
				   &place->counted, err);
}

int place_evaluate(struct counts *counts, struct place *place, size_t i,
		   struct err *err)
{
	place->late =
	    counts_late(counts) && (place->samples.status == CASE_TIMEOUT ||
				    place->samples.status == CASE_NOT_RUN);
	if (place->late)
		return make_absent(counts, place, err);

	CLEANUP(arena_release) struct arena arena = {0};
	const struct process_samples *samples = &place->samples;
	const struct column *ops = samples_column(samples, COLUMN_OPS);
	struct count_samples counted = {
	    .case_index = place->case_index,
	    .pass = counts->pass,
	    .side = place->side,
	};

	if (ops && samples->slice_count > 0)
		counted.ops = column_at(ops, 0) / place->of->threads;
	int rc = counted_from(samples, counts->pass, counts->simulator.out[i],
			      &arena, &counted, err);
	return rc < 0 ? rc
		      : keep_count(&counts->session.keep, &counted,
				   &place->counted, err);
}

int place_run_alone(struct counts *counts, struct place *place, size_t i,
		    struct err *err)
{
	struct count_spec spec = place_spec(counts);

	if (counts_late(counts)) {
		place->samples.status = CASE_NOT_RUN;
		return 0;
	}
	int rc = place_prepare(counts, place, i, &spec.task[0], err);

	spec.first = i;
	spec.count = 1;
	return rc < 0 ? rc
		      : count_attempt(&spec, &counts->session.keep,
				      &place->samples, err);
}

int place_tell_absent(struct counts *counts, struct place *place,
		      struct err *err)
{
	int rc = make_absent(counts, place, err);

	if (rc == 0)
		counts_keep(counts, place);
	return rc;
}
