#include "run/count_round.h"

#include "run/assign.h"
#include "run/counted.h"

/* The same inputs in every run, of every case and side. */
#define COUNT_SEED UINT64_C(0x7461726520636e74)

static int make_job(struct counts *counts, const struct count_round *round,
		    size_t i, struct arena *arena, struct wire_job *ret,
		    struct err *err)
{
	static char none[] = "none";
	const struct placement still = {.cpu = -1};
	struct wire_count *count = arena_alloc(arena, sizeof(*count), err);

	if (!count)
		return -ERR_NOMEM;
	*count = (struct wire_count){
	    .pass = counts->pass,
	    .ops = round->ops[i],
	};
	if (counts_simulate(counts))
		count->out_path = counts->simulator.out[i];
	*ret = assign_job(counts->plan, round->of[i], &still, none);
	ret->case_index = round->case_index;
	ret->process = (uint32_t)i;
	ret->seed = COUNT_SEED;
	ret->side = round->side[i];
	ret->count = count;
	return simulate_pad(arena, ret->plugin_path, &ret->plugin_path, err);
}

/* Workers FIRST to END - 1 of ROUND, side by side. */
static int attempt(struct counts *counts, struct count_round *round,
		   size_t first, size_t end, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct session *session = &counts->session;
	struct wire_job wire[COUNT_WORKERS];
	double timeout_ns = assign_timeout_ns(counts->plan, round->of[first]);
	uint64_t memory_bytes = counts->plan->suite->memory_bytes;
	struct count_spec spec = {
	    .count = end - first,
	    .first = first,
	    .environment = counts->environment,
	    .timeout_ns = timeout_ns,
	    .memory_bytes = memory_bytes,
	    .stop_signal = session->options->stop_signal,
	};
	int rc = 0;

	if (counts_simulate(counts)) {
		spec.simulator = &counts->simulator;
		spec.timeout_ns *= SIMULATE_TIMEOUT_FACTOR;
		if (memory_bytes > 0)
			spec.memory_bytes += SIMULATE_OWN_BYTES;
	}
	for (size_t i = first; i < end && rc == 0; i++) {
		rc = make_job(counts, round, i, &arena, &wire[i], err);
		spec.wire[i - first] = &wire[i];
	}
	return rc < 0 ? rc
		      : count_attempt(&spec, &session->keep,
				      &round->samples[first], err);
}

/* From the worker's answer, with texts kept by the run. */
static int evaluate(struct counts *counts, struct count_round *round, size_t i,
		    struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	const struct process_samples *samples = &round->samples[i];
	const struct column *ops = samples_column(samples, COLUMN_OPS);
	struct count_samples counted = {
	    .case_index = round->case_index,
	    .pass = counts->pass,
	    .side = round->side[i],
	};

	if (ops && samples->slice_count > 0)
		counted.ops = column_at(ops, 0) / round->of[i]->threads;
	int rc = counted_from(samples, counts->pass, counts->simulator.out[i],
			      &arena, &counted, err);
	return rc < 0 ? rc
		      : keep_count(&counts->session.keep, &counted,
				   &round->counted[i], err);
}

/* One that had to go because of the other one runs again, alone. */
int round_run(struct counts *counts, struct count_round *round, struct err *err)
{
	int rc = attempt(counts, round, 0, COUNT_WORKERS, err);

	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++) {
		if (round->samples[i].status == CASE_NOT_RUN)
			rc = attempt(counts, round, i, i + 1, err);
		if (rc == 0)
			rc = evaluate(counts, round, i, err);
	}
	return rc;
}

static int run_again(struct counts *counts, struct count_round *round, size_t i,
		     struct err *err)
{
	int rc = attempt(counts, round, i, i + 1, err);

	return rc < 0 ? rc : evaluate(counts, round, i, err);
}

bool round_counted(const struct count_round *round)
{
	return round->counted[0].status == CASE_OK &&
	       round->counted[1].status == CASE_OK;
}

int round_run_alike(struct counts *counts, struct count_round *round,
		    struct err *err)
{
	int rc = round_run(counts, round, err);

	if (rc < 0 || !round_counted(round))
		return rc;
	round->ops[0] = round->ops[1] = round->counted[0].ops;
	return round->counted[1].ops == round->ops[1]
		   ? 0
		   : run_again(counts, round, 1, err);
}
