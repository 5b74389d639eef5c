/* From a sampler's columns to the samples of a process. */
#include <stdio.h>
#include <string.h>

#include "run/sampler.h"

static const char *const fixed_name[SAMPLER_FIXED_COLUMNS] = {
    [SAMPLER_OPS] = COLUMN_OPS,
    [SAMPLER_NS] = COLUMN_NS,
    [SAMPLER_INVOLUNTARY] = COLUMN_INVOLUNTARY,
    [SAMPLER_MIGRATIONS] = COLUMN_MIGRATIONS,
    [SAMPLER_DISTURBED] = COLUMN_DISTURBED,
    [SAMPLER_SECOND] = COLUMN_SECOND,
    [SAMPLER_SETUP] = COLUMN_SETUP,
};

static bool all_equal(const uint64_t *value, uint64_t count)
{
	for (uint64_t i = 1; i < count; i++)
		if (value[i] != value[0])
			return false;
	return true;
}

/* The values stay the sampler's: it must outlive the samples. */
static int add_column(struct process_samples *samples, struct arena *arena,
		      const char *name, uint64_t *value, struct err *err)
{
	char *copy = arena_strdup(arena, name, err);
	if (!copy)
		return -ERR_NOMEM;
	samples->column[samples->column_count++] = (struct column){
	    .name = copy,
	    .constant = all_equal(value, samples->slice_count),
	    .value = value,
	};
	return 0;
}

static int set_absent(struct counter_value *value, struct arena *arena,
		      const char *const why[3], struct err *err)
{
	value->available = false;
	int rc = arena_copy_text(arena, why[0], &value->errno_name, err);
	if (!rc)
		rc = arena_copy_text(arena, why[1], &value->reason, err);
	if (!rc)
		rc = arena_copy_text(arena, why[2], &value->mend, err);
	return rc;
}

/* Why counter I was opened but gave no value; NULL: it did. */
static const char *const *why_absent(const struct sampler *sampler, size_t i,
				     double ops)
{
	static const char *const lost[3] = {
	    "EIO", "a read of the counter failed",
	    "run again; if it stays, leave it out of --counters"};
	static const char *const stopped[3] = {
	    "ENODATA", "it was switched off while the benchmark ran",
	    "look whether the benchmark itself uses perf_event_open or prctl"};
	static const char *const unscheduled[3] = {
	    "EBUSY", "it was never scheduled on the PMU",
	    "ask for fewer counters, or stop other users of the PMU"};
	static const char *const disturbed[3] = {
	    "EAGAIN", "no slice was undisturbed",
	    "run on a quieter machine, or with more slices"};

	if (sampler->counters_lost)
		return lost;
	if (sampler->stopped[i])
		return stopped;
	if (sampler->enabled_ns[i] > 0 && sampler->running_ns[i] <= 0)
		return unscheduled;
	return ops > 0 ? NULL : disturbed;
}

static double clean_ops(const struct sampler *sampler)
{
	double ops = 0;
	for (uint64_t k = 0; k < sampler->count; k++)
		if (!sampler->column[SAMPLER_DISTURBED][k])
			ops += (double)sampler->column[SAMPLER_OPS][k];
	return ops;
}

static void set_values(const struct sampler *sampler, size_t i, double ops,
		       struct counter_value *value)
{
	const uint64_t *column = sampler->column[SAMPLER_FIXED_COLUMNS + i];
	double enabled = sampler->enabled_ns[i];
	double running = sampler->running_ns[i];
	double total = 0, clean = 0;
	for (uint64_t k = 0; k < sampler->count; k++) {
		total += (double)column[k];
		if (!sampler->column[SAMPLER_DISTURBED][k])
			clean += (double)column[k];
	}
	value->coverage = running / enabled;
	value->exact = value->coverage >= 1;
	double scale = value->exact ? 1 : enabled / running;
	value->total = total * scale;
	value->per_op = clean * scale / ops;
	value->available = true;
}

/* A level is the process's, whatever it was asked to do. */
static void set_level(struct counter_value *value, uint64_t level)
{
	value->available = value->exact = true;
	value->coverage = 1;
	value->total = value->per_op = (double)level;
}

static int add_counter(const struct sampler *sampler, size_t i,
		       const struct team_counters *counters,
		       struct arena *arena, struct process_samples *samples,
		       struct err *err)
{
	const struct counter_info *info = &counters->info[i];
	struct counter_value *value =
	    &samples->counter[samples->counter_count++];
	value->provider = info->provider;
	int rc = arena_copy_text(arena, info->name, &value->name, err);
	if (!rc && info->unit[0])
		rc = arena_copy_text(arena, info->unit, &value->unit, err);
	if (rc)
		return rc;
	if (!info->available) {
		const char *const why[3] = {info->errno_name, info->reason,
					    info->mend};
		return set_absent(value, arena, why, err);
	}
	if (info->level) {
		set_level(value, counters->level[i]);
		return 0;
	}
	double ops = clean_ops(sampler);
	const char *const *why = why_absent(sampler, i, ops);
	if (why)
		return set_absent(value, arena, why, err);
	set_values(sampler, i, ops, value);
	return add_column(samples, arena, info->name,
			  sampler->column[SAMPLER_FIXED_COLUMNS + i], err);
}

int sampler_collect(struct sampler *sampler,
		    const struct team_counters *counters, struct arena *arena,
		    struct process_samples *samples, struct err *err)
{
	size_t columns = SAMPLER_FIXED_COLUMNS + sampler->counter_count;
	size_t fixed =
	    sampler->config.paired ? SAMPLER_FIXED_COLUMNS : SAMPLER_SECOND;
	samples->slice_count = sampler->count;
	samples->column =
	    arena_array(arena, columns, sizeof(*samples->column), err);
	samples->counter = arena_array(arena, sampler->counter_count + 1,
				       sizeof(*samples->counter), err);
	if (!samples->column || !samples->counter)
		return -ERR_NOMEM;

	int rc = 0;
	for (size_t i = 0; !rc && i < fixed; i++)
		rc = add_column(samples, arena, fixed_name[i],
				sampler->column[i], err);
	for (size_t i = 0; !rc && i < sampler->counter_count; i++)
		rc = add_counter(sampler, i, counters, arena, samples, err);
	return rc;
}
