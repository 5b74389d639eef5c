/*
 * What a process pair costs, and how far its estimates spread: the figures
 * that the defaults of the paired gate rest on.
 *
 *	pairs PLUGIN BENCH [KEY=VALUE...]
 *
 * Runs pairs of one build against itself. Keys: pairs, slices, setups, alone
 * (0, 1), time_ms, n_NAME (argument NAME of the base), h_NAME (of the head;
 * default: the base's), dump (a file to append every slice pair to, for
 * estimators.py). Prints a line.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/proc.h"
#include "gate/paired.h"
#include "run/pair.h"
#include "run/placement.h"
#include "run/run.h"
#include "stats/rng.h"
#include "stats/stats.h"

#define MAX_PAIRS 2000
#define MAX_ARGS  8

struct setting {
	size_t pairs;
	uint64_t slices, setups;
	bool alone;
	double time_ns;
	FILE *dump; /* or NULL */
	struct plan_arg arg[2][MAX_ARGS];
	size_t arg_count[2];
};

struct found {
	double ratio[MAX_PAIRS], wall[MAX_PAIRS], order[MAX_PAIRS];
	size_t count, invalid;
};

static void die(const char *what, const struct err *err)
{
	fprintf(stderr, "pairs: %s%s%s\n", what, err ? ": " : "",
		err ? err->text : "");
	exit(1);
}

static void set_arg(struct setting *setting, int side, char *name,
		    const char *value)
{
	size_t count = setting->arg_count[side];

	if (count == MAX_ARGS)
		die("too many arguments", NULL);
	setting->arg[side][count] =
	    (struct plan_arg){name, strtoll(value, NULL, 10)};
	setting->arg_count[side]++;
}

static void set(struct setting *setting, char *word)
{
	char *value = strchr(word, '=');

	if (!value)
		die("expected KEY=VALUE", NULL);
	*value++ = '\0';
	if (strcmp(word, "pairs") == 0)
		setting->pairs = strtoul(value, NULL, 10);
	else if (strcmp(word, "slices") == 0)
		setting->slices = strtoul(value, NULL, 10);
	else if (strcmp(word, "setups") == 0)
		setting->setups = strtoul(value, NULL, 10);
	else if (strcmp(word, "alone") == 0)
		setting->alone = atoi(value);
	else if (strcmp(word, "time_ms") == 0)
		setting->time_ns = 1e6 * strtod(value, NULL);
	else if (strcmp(word, "dump") == 0)
		setting->dump = fopen(value, "ae");
	else if (strncmp(word, "n_", 2) == 0)
		set_arg(setting, 0, word + 2, value);
	else if (strncmp(word, "h_", 2) == 0)
		set_arg(setting, 1, word + 2, value);
	else
		die("unknown key", NULL);
	if (setting->pairs > MAX_PAIRS)
		die("too many pairs", NULL);
}

static struct wire_job make_job(const struct setting *setting, char **argv,
				int side, const struct placement *placement,
				uint64_t seed)
{
	int args = setting->arg_count[side] ? side : 0;

	return (struct wire_job){
	    .plugin_path = argv[1],
	    .bench_id = argv[2],
	    .arg = (struct plan_arg *)(uintptr_t)setting->arg[args],
	    .arg_count = setting->arg_count[args],
	    .threads = 1,
	    .seed = seed,
	    .slices = setting->slices,
	    .slice_ns = 200e3,
	    .counters = (char[]){"none"},
	    .cpu = placement->cpu,
	    .stack_offset_bytes = placement->stack_offset_bytes,
	    .heap_offset_bytes = placement->heap_offset_bytes,
	    .side = side ? PAIR_SIDE_HEAD : PAIR_SIDE_BASE,
	};
}

/* A line a slice pair: pair, set-up, head ran second, ns of both, disturbed. */
static void dump(FILE *out, uint64_t seed, const struct process_samples *side)
{
	const struct column *second = samples_column(&side[1], COLUMN_SECOND);
	const struct column *setup = samples_column(&side[1], COLUMN_SETUP);
	const struct column *ns[2], *disturbed[2];

	for (int i = 0; i < 2; i++) {
		ns[i] = samples_column(&side[i], COLUMN_NS);
		disturbed[i] = samples_column(&side[i], COLUMN_DISTURBED);
	}
	for (uint64_t k = 0; k < side[0].slice_count; k++)
		fprintf(out,
			"%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			" %" PRIu64 " %d\n",
			seed, column_at(setup, k), column_at(second, k),
			column_at(ns[0], k), column_at(ns[1], k),
			column_at(disturbed[0], k) ||
			    column_at(disturbed[1], k));
}

static void run_one(const struct setting *setting, char **argv, uint64_t seed,
		    struct keep *keep, struct found *found)
{
	int cpu[64];
	struct placement placement =
	    placement_draw(seed, cpu, proc_allowed_cpus(cpu, 64));
	uint32_t coin = seed & 1;
	struct wire_pair pair[2];
	struct wire_job job[2];
	struct pair_spec spec = {
	    .alone = setting->alone,
	    .environment_bytes = placement.environment_bytes,
	    .timeout_ns = 30e9,
	};
	struct process_samples samples[2];
	struct pair_estimate estimate;
	struct err err = {0};

	for (int side = 0; side < 2; side++) {
		pair[side] = (struct wire_pair){.role = coin ^ (uint32_t)side,
						.seed = seed,
						.setups = setting->setups,
						.time_ns = setting->time_ns};
		job[side] = make_job(setting, argv, side, &placement,
				     rng_derive(seed, 1, (uint64_t)side));
		job[side].counters = strdup("none");
		job[side].pair = &pair[side];
		spec.wire[side] = &job[side];
	}
	uint64_t start_ns = clock_now(&clock_system);
	if (pair_run(&spec, keep, samples, &err) < 0)
		die("no pair", &err);
	for (int side = 0; side < 2; side++)
		if (samples[side].status != CASE_OK)
			die(samples[side].reason, NULL);
	found->wall[found->count] =
	    (double)(clock_now(&clock_system) - start_ns) / 1e6;
	if (pair_estimate(&samples[0], &samples[1], &estimate, &err) < 0)
		die("no estimate", &err);
	if (setting->dump)
		dump(setting->dump, seed, samples);
	free(job[0].counters);
	free(job[1].counters);
	if (!estimate.valid) {
		found->invalid++;
		return;
	}
	found->order[found->count] = estimate.order_effect;
	found->ratio[found->count++] = estimate.log_ratio;
}

static double median(double *x, size_t n)
{
	stats_sort(x, n);
	return stats_median_sorted(x, n);
}

int main(int argc, char **argv)
{
	static struct found found;
	static double scratch[MAX_PAIRS];
	struct setting setting = {
	    .pairs = 30, .slices = 50, .setups = 10, .time_ns = 60e6};
	struct arena arena = {0};
	struct keep keep;
	struct err err = {0};

	if (argc > 1 && strcmp(argv[1], "__worker") == 0)
		return run_worker_main();
	if (argc > 1 && strcmp(argv[1], "__pair") == 0)
		return run_pair_main();
	if (argc < 3)
		die("PLUGIN BENCH [KEY=VALUE...]", NULL);
	for (int i = 3; i < argc; i++)
		set(&setting, argv[i]);
	if (proc_adopt_orphans(&err) < 0 || keep_init(&keep, &arena, &err) < 0)
		die("cannot begin", &err);
	uint64_t seed = clock_now(&clock_system);
	for (size_t i = 0; i < setting.pairs; i++)
		run_one(&setting, argv, rng_derive(seed, i, 0), &keep, &found);
	if (found.count == 0)
		die("no pair was undisturbed", NULL);
	double wall = median(found.wall, found.count);
	double order = median(found.order, found.count);
	double middle = median(found.ratio, found.count);
	double sd = stats_robust_sd(found.ratio, found.count, scratch);
	printf("%-10s slices %3" PRIu64 " setups %2" PRIu64
	       " %s  pairs %4zu (%zu invalid)  wall %6.1f ms  reads %+6.2f %%  "
	       "sd %5.2f %%  order %+5.2f %%  sd*sqrt(wall) %6.2f\n",
	       argv[2], setting.slices, setting.setups,
	       setting.alone ? "exec" : "fork", found.count, found.invalid,
	       wall, 100 * middle, 100 * sd, 100 * order,
	       100 * sd * sqrt(wall / 1000));
	arena_release(&arena);
	if (setting.dump && fclose(setting.dump) != 0)
		die("cannot write the dump", NULL);
	return 0;
}
