#include "run/sampler.h"

#include <stdlib.h>
#include <string.h>

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/"

static const char clock_back[] =
    "the clock went backwards, again and again; see `tare doctor`, and write "
    "another name of " CLOCKSOURCE "available_clocksource to "
    "current_clocksource there";
static const char clock_still[] =
    "the clock stands still; see `tare doctor`, and write another name "
    "of " CLOCKSOURCE "available_clocksource to current_clocksource there";

int sampler_init(struct sampler *sampler, const struct sampler_config *config,
		 size_t counter_count, struct err *err)
{
	size_t columns = SAMPLER_FIXED_COLUMNS + counter_count;
	size_t bytes = columns * config->slices * sizeof(uint64_t);
	uint64_t *memory = malloc(bytes);
	if (!memory)
		return err_nomem(err, "slices");
	/* Not zero: the compiler would leave the pages to be faulted in. */
	memset(memory, 0xff, bytes);

	*sampler = (struct sampler){
	    .config = *config,
	    .phase = SAMPLER_WARM,
	    .counter_count = counter_count,
	    .memory = memory,
	};
	for (size_t i = 0; i < columns; i++)
		sampler->column[i] = memory + i * config->slices;
	calibrate_init(&sampler->calibrator, config->slice_ns,
		       config->resolution_ns);
	return 0;
}

void sampler_release(struct sampler *sampler)
{
	if (!sampler)
		return;
	free(sampler->memory);
	*sampler = (struct sampler){0};
}

uint64_t sampler_next(const struct sampler *sampler)
{
	switch (sampler->phase) {
	case SAMPLER_WARM:
		return 1;
	case SAMPLER_CALIBRATE:
	case SAMPLER_MEASURE:
		return sampler->calibrator.ops;
	case SAMPLER_DONE:
		break;
	}
	return 0;
}

static void fail(struct sampler *sampler, const char *why)
{
	sampler->failure = why;
	sampler->phase = SAMPLER_DONE;
}

void sampler_store(struct sampler *sampler, const struct slice *slice)
{
	if (sampler->count == sampler->config.slices)
		return;
	uint64_t at = sampler->count++;
	sampler->column[SAMPLER_OPS][at] = slice->ops;
	sampler->column[SAMPLER_NS][at] = slice->ns;
	sampler->column[SAMPLER_INVOLUNTARY][at] = slice->involuntary;
	sampler->column[SAMPLER_MIGRATIONS][at] = slice->migrated;
	sampler->column[SAMPLER_DISTURBED][at] = slice_disturbed(slice);
	sampler->column[SAMPLER_SECOND][at] = slice->second;
	sampler->column[SAMPLER_SETUP][at] = slice->setup;
	for (size_t i = 0; i < sampler->counter_count; i++) {
		const struct counter_reading *reading = &slice->counter[i];
		sampler->column[SAMPLER_FIXED_COLUMNS + i][at] = reading->value;
		sampler->enabled_ns[i] += (double)reading->enabled_ns;
		sampler->running_ns[i] += (double)reading->running_ns;
		sampler->stopped[i] |= reading->enabled_ns == 0;
	}
	sampler->counters_lost |= slice->counters_lost;
}

/* True if another slice would go beyond the budget. */
static bool budget_spent(const struct sampler *sampler,
			 const struct slice *slice)
{
	double budget_ns = sampler->config.budget_ns;
	return budget_ns > 0 &&
	       sampler->spent_ns + (double)slice->wall_ns > budget_ns;
}

static void measure(struct sampler *sampler, const struct slice *slice)
{
	sampler->phase = SAMPLER_MEASURE;
	sampler_store(sampler, slice);
	if (sampler->count >= sampler->config.slices ||
	    budget_spent(sampler, slice))
		sampler->phase = SAMPLER_DONE;
}

static void calibrate(struct sampler *sampler, const struct slice *slice)
{
	double ns = slice->backwards ? -1 : (double)slice->wall_ns;
	if (slice->wall_ns == 0 && !slice->backwards &&
	    !calibrate_clock_moves(sampler->config.clock)) {
		fail(sampler, clock_still);
		return;
	}
	switch (
	    calibrate_step(&sampler->calibrator, ns, slice_disturbed(slice))) {
	case CALIBRATE_AGAIN:
		break;
	case CALIBRATE_DONE:
		sampler->phase = SAMPLER_MEASURE;
		if (!sampler->config.paired &&
		    calibrate_overfilled(&sampler->calibrator, ns))
			measure(sampler, slice);
		break;
	case CALIBRATE_STILL:
		fail(sampler, clock_still);
		break;
	case CALIBRATE_BACK:
		fail(sampler, clock_back);
		break;
	}
}

void sampler_record(struct sampler *sampler, const struct slice *slice)
{
	sampler->spent_ns += (double)slice->wall_ns;
	switch (sampler->phase) {
	case SAMPLER_WARM:
		sampler->phase = SAMPLER_CALIBRATE;
		break;
	case SAMPLER_CALIBRATE:
		calibrate(sampler, slice);
		break;
	case SAMPLER_MEASURE:
		measure(sampler, slice);
		break;
	case SAMPLER_DONE:
		break;
	}
}

static uint64_t next_of(void *ctx)
{
	return sampler_next(ctx);
}

static void record_of(void *ctx, const struct slice *slice)
{
	sampler_record(ctx, slice);
}

struct scheduler sampler_scheduler(struct sampler *sampler)
{
	return (struct scheduler){next_of, record_of, sampler};
}
