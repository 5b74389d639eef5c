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
	status = result_write(&result, out, NULL);
	result_release(&result);
	return status;
}

static int write_baseline(FILE *out)
{
	double median[] = {10.5, 11}, quartile[] = {10, 10.25};
	struct baseline_case c = {(char *)"a/b", 2, median, quartile};
	struct baseline_session session = {
	    .run_id = (char *)"r1",
	    .started_utc = (char *)"2026-11-21T10:00:00Z",
	    .baseline_case = &c,
	    .case_count = 1,
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
