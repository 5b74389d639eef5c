/*
 * Writes a result and a baseline as tare does, for check-schemas.py.
 * usage: write_samples DIRECTORY
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/selftest.h"
#include "make_pairs.h"
#include "make_result.h"
#include "make_selftest.h"
#include "model/baseline.h"

static struct counter_value absent = {
    .name = (char *)"cycles",
    .provider = PROVIDER_HARDWARE,
    .errno_name = (char *)"ENOENT",
    .reason = (char *)"no PMU",
    .mend = (char *)"another machine",
};

static struct suite_metric decides[] = {
    {(char *)"time", -1},
    {(char *)"sim.instructions", 0},
};
static struct function_change change = {
    (char *)"work", (char *)"lib.so", 1000, 1204, 1, 1};
static struct metric_verdict rows[] = {
    {.metric = (char *)"sim.instructions",
     .provider = (char *)"simulated",
     .exact = true,
     .decides = true,
     .kind = VERDICT_REGRESSED,
     .base = 1000,
     .head = 1204,
     .ratio = 1.204,
     .low = NAN,
     .high = NAN,
     .mde = NAN,
     .function = &change,
     .function_count = 1},
    {.metric = (char *)"alloc-bytes",
     .unit = (char *)"bytes",
     .kind = VERDICT_INCONCLUSIVE,
     .theta = NAN,
     .base = NAN,
     .head = NAN,
     .ratio = 1.1,
     .low = 1,
     .high = 1.2,
     .mde = 1.05,
     .pairs = 8,
     .reason = (char *)"counts of one build differ from run to run"},
};

/* What untimed passes and metrics leave in a result. */
static void count(struct result *result, struct result_case *c,
		  struct verdict *verdict)
{
	struct count_samples *missing;

	make_counted(result, c, COUNT_SIMULATED, PAIR_SIDE_BASE, 1000);
	make_counted(result, c, COUNT_SIMULATED, PAIR_SIDE_HEAD, 1204);
	missing = make_counted(result, c, COUNT_ALLOCATIONS, PAIR_SIDE_HEAD, 1);
	missing->counter->available = false;
	missing->counter->reason = (char *)"tare-alloc.so is not installed";
	missing->note = (char *)"starts processes, which are not counted";
	make_metric(result, c, "sim.instructions", NULL, 1204);
	c->base_metric = c->metric;
	c->base_metric_count = c->metric_count;
	result->pmu = (char *)"AuthenticAMD-25-1 cpu";
	result->simulator = (char *)"valgrind-3.19.0";
	result->unfit = (char *)"31 % of the CPU was stolen";
	result->gate.metric = decides;
	result->gate.metric_count = 2;
	verdict->timed = true;
	verdict->time_kind = VERDICT_EQUIVALENT;
	verdict->metric = rows;
	verdict->metric_count = 2;
}

static FILE *create(const char *directory, const char *name)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	return out;
}

static int write_result(FILE *out)
{
	struct make_spec spec = {.processes = 3, .slices = 5};
	struct result result;
	struct result_case *c;
	int status;

	make_result(&result);
	result.seed = UINT64_MAX;
	c = make_case(&result, "memory/copy/n=64", &spec);
	make_metric(&result, c, "bytes", "bytes", 64);
	c->process[0].counter = &absent;
	c->process[0].counter_count = 1;
	c->summary.p99_ns = (double)NAN;
	make_bad_case(&result, "sort/quick", CASE_TIMEOUT, "after 30 s");
	make_verdict(&result, "memory/copy/n=64", VERDICT_REGRESSED, 1.1, 0.02);
	status = result_write(&result, out, NULL);
	result_release(&result);
	return status;
}

static int write_paired(FILE *out)
{
	static struct result_plugin plugin = {.id = (char *)"org.tare.test"};
	static char *notes[] = {(char *)"the waiver of a/b has expired"};
	struct make_spec spec = {.processes = 8, .slices = 16};
	struct interference round = {.throttles = -1, .slices = 16};
	struct result result;
	struct result_case *c;
	struct verdict *verdict;
	int status;

	make_result(&result);
	result.base_plugin = result.plugin = &plugin;
	result.base_plugin_count = result.plugin_count = 1;
	c = make_case(&result, "memory/copy/n=64", &spec);
	make_pairs(&result, c, 1.1);
	c->base_process[0].counter = &absent;
	c->base_process[0].counter_count = 1;
	c->base_process[1].variant = 1;
	c->base_process[2].alone = c->process[2].alone = true;
	verdict = make_verdict(&result, c->id, VERDICT_INCONCLUSIVE, 1.1, 0.2);
	verdict->pairs = 8;
	verdict->first_pairs = 8;
	verdict->pair_sd = 0.01;
	verdict->order_effect = (double)NAN;
	verdict->needs_ns = 5e9;
	verdict->waived = verdict->alone = true;
	verdict->waiver = (char *)"until 2026-12-31";
	result.outcome->paired = true;
	result.outcome->unfit = (char *)"31 % of the CPU was stolen";
	result.outcome->note = notes;
	result.outcome->note_count = 1;
	result.round = &round;
	result.round_count = 1;
	count(&result, c, verdict);
	status = result_write(&result, out, NULL);
	result_release(&result);
	return status;
}

static int write_baseline(FILE *out)
{
	double median[] = {10.5, 11}, quartile[] = {10, 10.25};
	struct baseline_count per_op = {.name = (char *)"alloc-bytes",
					.unit = (char *)"bytes",
					.provider = PROVIDER_OS,
					.per_op = 64};
	struct count_function function = {(char *)"work", (char *)"lib.so",
					  1204, 1};
	struct baseline_case c[] = {
	    {.id = (char *)"a/b",
	     .process_count = 2,
	     .median_ns = median,
	     .lower_quartile_ns = quartile,
	     .count = &per_op,
	     .count_count = 1,
	     .function = &function,
	     .function_count = 1},
	    {.id = (char *)"a/c", .count = &per_op, .count_count = 1},
	};
	struct baseline_session session = {
	    .run_id = (char *)"r1",
	    .started_utc = (char *)"2026-11-21T10:00:00Z",
	    .simulator = (char *)"valgrind-3.19.0",
	    .baseline_case = c,
	    .case_count = 2,
	};
	struct baseline baseline = {
	    .name = (char *)"main",
	    .machine = {.id = "0123456789abcdef"},
	    .session = &session,
	    .session_count = 1,
	};

	return baseline_write(&baseline, out, NULL);
}

static int write_selftest(FILE *out)
{
	struct selftest selftest;
	int status;

	make_good_selftest(&selftest);
	make_decisions(&selftest, "a/b", 0, VERDICT_REGRESSED, 9, 0.1);
	make_decisions(&selftest, "a/c", 0, VERDICT_BROKEN, 1, (double)NAN);
	selftest.decision[0].reason = (char *)"its budget ended";
	status = selftest_summarise(&selftest, NULL);
	status |= selftest_write(&selftest, out, NULL);
	selftest_release(&selftest);
	return status;
}

int main(int argc, char **argv)
{
	FILE *out;
	int status;

	if (argc != 2)
		return EXIT_FAILURE;
	out = create(argv[1], "written.result.json");
	status = write_result(out);
	fclose(out);
	out = create(argv[1], "paired.result.json");
	status |= write_paired(out);
	fclose(out);
	out = create(argv[1], "written.baseline.json");
	status |= write_baseline(out);
	fclose(out);
	out = create(argv[1], "written.selftest.json");
	status |= write_selftest(out);
	fclose(out);
	return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
