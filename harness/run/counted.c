#include "run/counted.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "counters/callgrind.h"
#include "counters/passes.h"
#include "run/count_reason.h"
#include "run/counted_functions.h"

/*
 * What an access takes that hits the first cache, the last one, or none: the
 * estimate of cycles is that of CacheGrind's and iai-callgrind's users.
 */
#define L1_CYCLES  1
#define LL_CYCLES  5
#define RAM_CYCLES 35

/* One counter's total in each part. */
struct totals {
	uint64_t part[COUNT_PARTS];
};

static uint64_t sum(const struct callgrind_part *part, const char *const *event)
{
	uint64_t total = 0;

	for (; *event; event++)
		total += callgrind_total(part, *event);
	return total;
}

static uint64_t estimate_cycles(const struct callgrind_part *part)
{
	static const char *const all[] = {"Ir", "Dr", "Dw", NULL};
	static const char *const l1[] = {"I1mr", "D1mr", "D1mw", NULL};
	static const char *const ll[] = {"ILmr", "DLmr", "DLmw", NULL};
	uint64_t accesses = sum(part, all), missed = sum(part, l1);
	uint64_t ram = sum(part, ll);

	return L1_CYCLES * (accesses - missed) + LL_CYCLES * (missed - ram) +
	       RAM_CYCLES * ram;
}

/* What metrics are made of. */
static const struct {
	const char *name, *event[4];
} made_of[] = {
    {"sim.instructions", {"Ir"}},
    {"sim.data_reads", {"Dr"}},
    {"sim.data_writes", {"Dw"}},
    {"sim.l1i_misses", {"I1mr"}},
    {"sim.l1d_misses", {"D1mr", "D1mw"}},
    {"sim.ll_misses", {"ILmr", "DLmr", "DLmw"}},
    {"sim.branches", {"Bc", "Bi"}},
    {"sim.branch_misses", {"Bcm", "Bim"}},
};

/* What was not counted is not 0. */
static bool has_all_events(const struct callgrind_part *part)
{
	for (size_t i = 0; i < ARRAY_SIZE(made_of); i++)
		for (const char *const *of = made_of[i].event; *of; of++)
			if (!callgrind_has(part, *of))
				return false;
	return true;
}

/* Metric NAME in PART. */
static uint64_t simulated_total(const struct callgrind_part *part,
				const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(made_of); i++)
		if (strcmp(name, made_of[i].name) == 0)
			return sum(part, made_of[i].event);
	return estimate_cycles(part);
}

static void differ(const struct totals *totals, uint64_t ops, double ret[2])
{
	for (int i = 0; i < 2; i++)
		ret[i] =
		    ((double)totals->part[i + 1] - (double)totals->part[i]) /
		    (double)ops;
}

/* OPS: by which each part is longer than the one before. */
static int set_value(struct counter_value *to, const struct totals *totals,
		     uint64_t ops, struct arena *arena, struct err *err)
{
	double per_op[2];

	differ(totals, ops, per_op);
	to->available = true;
	to->coverage = 1;
	to->per_op = fmax(0, per_op[0]);
	for (int i = 0; i < COUNT_PARTS; i++)
		to->total += (double)totals->part[i];
	/* Less in a longer part is no count of an operation. */
	to->exact = per_op[0] >= 0 && per_op[0] == per_op[1];
	return to->exact
		   ? 0
		   : count_reason_uneven(to, totals->part, per_op, arena, err);
}

static int name_value(struct counter_value *to, const struct pass_metric *of,
		      struct arena *arena, struct err *err)
{
	*to = (struct counter_value){
	    .provider =
		of->pass == COUNT_SIMULATED ? PROVIDER_SIMULATED : PROVIDER_OS,
	};
	to->name = arena_strdup(arena, of->name, err);
	if (of->unit[0])
		to->unit = arena_strdup(arena, of->unit, err);
	return to->name && (!of->unit[0] || to->unit) ? 0 : -ERR_NOMEM;
}

/* Room for the counters of PASS, with their names. */
static int make_counters(struct count_samples *ret, enum count_pass pass,
			 struct arena *arena, struct err *err)
{
	ret->counter =
	    arena_array(arena, pass_metric_count, sizeof(*ret->counter), err);
	if (!ret->counter)
		return -ERR_NOMEM;
	ret->counter_count = 0;
	for (size_t i = 0; i < pass_metric_count; i++) {
		if (pass_metric[i].pass != pass)
			continue;
		int rc = name_value(&ret->counter[ret->counter_count++],
				    &pass_metric[i], arena, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int counted_absent(enum count_pass pass, const struct counter_info *absence,
		   struct arena *arena, struct count_samples *ret,
		   struct err *err)
{
	int rc = make_counters(ret, pass, arena, err);

	for (size_t i = 0; i < ret->counter_count && rc == 0; i++) {
		struct counter_value *value = &ret->counter[i];

		rc = arena_copy_text(arena, absence->errno_name,
				     &value->errno_name, err);
		if (rc == 0)
			rc = arena_copy_text(arena, absence->reason,
					     &value->reason, err);
		if (rc == 0)
			rc = arena_copy_text(arena, absence->mend, &value->mend,
					     err);
	}
	return rc;
}

/* Absent, because of how the worker ended. */
static int absent_for(const char *errno_name, const char *reason,
		      const char *mend, enum count_pass pass,
		      struct arena *arena, struct count_samples *ret,
		      struct err *err)
{
	struct counter_info absence = {.available = false};

	(void)snprintf(absence.errno_name, sizeof(absence.errno_name), "%s",
		       errno_name);
	(void)snprintf(absence.reason, sizeof(absence.reason), "%s", reason);
	(void)snprintf(absence.mend, sizeof(absence.mend), "%s", mend);
	return counted_absent(pass, &absence, arena, ret, err);
}

/*
 * The last parts labelled "1" to "3"; false if one is not there, or not whole.
 */
static bool find_parts(const struct callgrind *found,
		       const struct callgrind_part *ret[COUNT_PARTS])
{
	for (int k = 0; k < COUNT_PARTS; k++) {
		const char label[] = {(char)('1' + k), '\0'};

		ret[k] = NULL;
		for (size_t i = 0; i < found->part_count; i++)
			if (found->part[i].trigger &&
			    strcmp(found->part[i].trigger, label) == 0)
				ret[k] = &found->part[i];
		if (!ret[k] || !has_all_events(ret[k]))
			return false;
	}
	return true;
}

static int from_parts(const struct callgrind_part *part[COUNT_PARTS],
		      uint64_t ops, struct arena *arena,
		      struct count_samples *ret, struct err *err)
{
	int rc = make_counters(ret, COUNT_SIMULATED, arena, err);

	for (size_t i = 0; i < ret->counter_count && rc == 0; i++) {
		struct totals totals;

		for (int k = 0; k < COUNT_PARTS; k++)
			totals.part[k] =
			    simulated_total(part[k], ret->counter[i].name);
		rc = set_value(&ret->counter[i], &totals, ops, arena, err);
	}
	return rc < 0
		   ? rc
		   : counted_functions(part[0], part[1], ops, arena, ret, err);
}

static int from_callgrind(const char *out, uint64_t ops, struct arena *arena,
			  struct count_samples *ret, struct err *err)
{
	CLEANUP(arena_release)
	struct arena scratch = {.limit_bytes = CALLGRIND_MAX_MEMORY};
	const struct callgrind_part *part[COUNT_PARTS];
	struct callgrind found = {0};
	struct err why = {0};
	int rc = callgrind_read(&found, &scratch, out, &why);

	if (rc == -ERR_NOMEM)
		return err_set(err, ERR_NOMEM, "%s", why.text);
	if (rc == 0 && find_parts(&found, part))
		return from_parts(part, ops, arena, ret, err);
	return absent_for("EIO",
			  rc < 0 ? why.text
				 : "callgrind did not write all three parts "
				   "with all of its events",
			  "look whether the temporary folder is full",
			  COUNT_SIMULATED, arena, ret, err);
}

static int from_columns(const struct process_samples *samples, uint64_t ops,
			struct arena *arena, struct count_samples *ret,
			struct err *err)
{
	int rc = make_counters(ret, COUNT_ALLOCATIONS, arena, err);

	for (size_t i = 0; i < ret->counter_count && rc == 0; i++) {
		const struct column *column =
		    samples_column(samples, ret->counter[i].name);
		struct totals totals = {{0}};

		for (uint64_t k = 0; column && k < COUNT_PARTS; k++)
			totals.part[k] = column_at(column, k);
		rc = set_value(&ret->counter[i], &totals, ops, arena, err);
	}
	return rc;
}

/* Every part is as much longer than the one before; 0: not so. */
static uint64_t part_ops(const struct process_samples *samples)
{
	const struct column *ops = samples_column(samples, COLUMN_OPS);

	if (!ops || samples->slice_count != COUNT_PARTS)
		return 0;
	uint64_t first = column_at(ops, 0);
	return column_at(ops, 1) == 2 * first && column_at(ops, 2) == 3 * first
		   ? first
		   : 0;
}

static bool is_power_of_two(uint64_t n)
{
	return n > 0 && (n & (n - 1)) == 0;
}

/* Of allocations: each is in the worker's answer. */
static bool has_columns(const struct process_samples *samples,
			enum count_pass pass)
{
	for (size_t i = 0; i < pass_metric_count; i++)
		if (pass == COUNT_ALLOCATIONS && pass_metric[i].pass == pass &&
		    !samples_column(samples, pass_metric[i].name))
			return false;
	return true;
}

/* The worker's answer cannot be one of this pass. */
static int broken(enum count_pass pass, struct arena *arena,
		  struct count_samples *ret, struct err *err)
{
	static const char why[] = "the worker did not tell of the three parts";

	ret->status = CASE_BROKEN;
	ret->ops = 0;
	ret->reason = arena_strdup(arena, why, err);
	return ret->reason ? absent_for("EPROTO", why, "see the case's reason",
					pass, arena, ret, err)
			   : -ERR_NOMEM;
}

int counted_from(const struct process_samples *samples, enum count_pass pass,
		 const char *out, struct arena *arena,
		 struct count_samples *ret, struct err *err)
{
	uint64_t ops = part_ops(samples);

	ret->status = samples->status;
	ret->reason = samples->reason;
	ret->note = samples->note;
	ret->wall_ns = samples->wall_ns;
	if (samples->status != CASE_OK)
		return absent_for(
		    "ECANCELED",
		    samples->reason ? samples->reason : "no reason given",
		    "see the case's reason", pass, arena, ret, err);
	if (samples->counter_count > 0) {
		ret->counter = samples->counter;
		ret->counter_count = samples->counter_count;
		return 0;
	}
	if (ops == 0 || !is_power_of_two(ret->ops) ||
	    !has_columns(samples, pass))
		return broken(pass, arena, ret, err);
	return pass == COUNT_SIMULATED
		   ? from_callgrind(out, ops, arena, ret, err)
		   : from_columns(samples, ops, arena, ret, err);
}
