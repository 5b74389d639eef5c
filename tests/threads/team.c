/*
 * Threads of a benchmark in step, for ThreadSanitizer: exits 1 if one of the
 * benchmarks does not end as it should.
 */
#include <stdio.h>

#include <tare/sdk.h>

#include "run/sampler.h"
#include "run/threads.h"

#define SLICES 30

static int32_t even(struct tare_state *b)
{
	uint64_t *count = tare_alloc(b, sizeof(*count));

	TARE_LOOP(b) {
		(*count)++;
		tare_keep_mem(count);
	}
	tare_rate(b, "bytes", 8);
	tare_metric(b, "threads", tare_threads(b), "", TARE_LOWER_IS_BETTER);
	tare_note(b, "done");
	return TARE_STATUS_OK;
}

static int32_t uneven(struct tare_state *b)
{
	volatile unsigned sink = 0;

	TARE_LOOP(b)
		for (unsigned i = 0; i < 10 + 100 * b->thread_index; i++)
			sink += 1;
	return TARE_STATUS_OK;
}

static int32_t one_leaves(struct tare_state *b)
{
	TARE_LOOP(b)
		if (b->thread_index == 1)
			break;
	return TARE_STATUS_OK;
}

/* Slices of all threads' counts: fake ones grow by 10 each. */
static bool counted(const struct sampler *sampler, uint32_t threads)
{
	for (size_t i = 0; i < SLICES; i++)
		if (sampler->column[SAMPLER_FIXED_COLUMNS][i] != 10 * threads)
			return false;
	return true;
}

/* True if BODY in THREADS threads ends with STATUS. SPEC: of the counters. */
static bool ends_so(int32_t (*body)(struct tare_state *), uint32_t threads,
		    bool quiet, const char *spec, int32_t status)
{
	const struct wire_job job = {.threads = threads, .slices = SLICES};
	const struct sampler_config sampling = {
	    .slices = SLICES,
	    .slice_ns = 20000,
	    .resolution_ns = 1,
	    .clock = &clock_system,
	};
	const struct tare_bench bench = {.struct_size = sizeof(bench),
					 .body = body};
	CLEANUP(team_counters_release) struct team_counters counters = {0};
	const struct team_config config = {
	    .bench = &bench,
	    .clock = &clock_system,
	    .counters = &counters,
	    .quiet = quiet,
	};
	CLEANUP(host_release) struct host host = {0};
	CLEANUP(sampler_release) struct sampler sampler = {0};
	CLEANUP(team_release) struct team team = {0};

	const struct scheduler scheduler = sampler_scheduler(&sampler);

	if (host_init(&host, &job, NULL) ||
	    team_counters_init(&counters, spec, 0, threads, NULL) ||
	    sampler_init(&sampler, &sampling, counters.count, NULL) ||
	    team_init(&team, &host, &scheduler, &config, NULL) ||
	    team_run(&team, NULL))
		return false;
	printf("%u threads: status %d, %s\n", threads, (int)host.status,
	       host.reason);
	if (host.status != status || status != TARE_STATUS_OK)
		return host.status == status;
	return sampler.count == SLICES &&
	       (spec[0] != 'f' || counted(&sampler, threads));
}

static bool ends(int32_t (*body)(struct tare_state *), uint32_t threads,
		 int32_t status)
{
	return ends_so(body, threads, false, "fake:cycles=10", status) &&
	       ends_so(body, threads, true, "fake:cycles=10", status) &&
	       ends_so(body, threads, false, "os", status);
}

int main(void)
{
	bool good = ends(even, 1, TARE_STATUS_OK) &&
		    ends(even, 2, TARE_STATUS_OK) &&
		    ends(uneven, 3, TARE_STATUS_OK) &&
		    ends(one_leaves, 2, TARE_STATUS_FAIL);

	return good ? 0 : 1;
}
