/* From what a worker has seen to the samples that it sends. */
#include <string.h>

#include "base/mem.h"
#include "base/sysfile.h"
#include "counters/allocations.h"
#include "counters/passes.h"
#include "run/counted.h"
#include "run/wire.h"
#include "run/worker.h"

static int copy_named(struct worker *worker, const struct host_list *list,
		      struct named_value **ret, size_t *ret_count,
		      struct err *err)
{
	struct arena *arena = &worker->arena;
	struct named_value *value =
	    arena_array(arena, list->count + 1, sizeof(*value), err);
	if (!value)
		return -ERR_NOMEM;
	for (size_t i = 0; i < list->count; i++) {
		const struct host_named *item = &list->item[i];
		value[i].value = item->value;
		value[i].lower_is_better = item->lower_is_better;
		value[i].name = arena_strdup(arena, item->name, err);
		if (item->unit[0])
			value[i].unit = arena_strdup(arena, item->unit, err);
		if (!value[i].name || (item->unit[0] && !value[i].unit))
			return -ERR_NOMEM;
	}
	*ret = value;
	*ret_count = list->count;
	return 0;
}

uint64_t worker_peak_rss_bytes(void)
{
	uint64_t kib = 0;

	(void)sysfile_u64("", "/proc/self/status", "VmHWM", &kib);
	return kib * 1024;
}

/* The other side's end took its slices; what it checks then is void. */
static bool was_left(const struct worker *worker)
{
	return worker->token && worker->course.lost &&
	       (worker->host.status == TARE_STATUS_OK || worker->measuring_ns);
}

/* Why sampler or counting gave up; or NULL. */
static const char *why_unmeasured(const struct worker *worker)
{
	return worker->job.count ? worker->counting.failure
				 : worker->sampler.failure;
}

static int add_column(struct worker *worker, const char *name,
		      const uint64_t *value, size_t step, struct err *err)
{
	struct process_samples *samples = &worker->samples;
	struct column *column = &samples->column[samples->column_count++];

	column->name = arena_strdup(&worker->arena, name, err);
	column->value = arena_array(&worker->arena, COUNT_PARTS,
				    sizeof(*column->value), err);
	if (!column->name || !column->value)
		return -ERR_NOMEM;
	for (size_t i = 0; i < COUNT_PARTS; i++)
		column->value[i] = value ? value[i * step] : 0;
	return 0;
}

static int tell_absent(struct worker *worker, struct err *err)
{
	struct counter_info absence = {.available = false};
	struct count_samples counted = {.counter_count = 0};

	allocations_explain(&absence);
	int rc = counted_absent(COUNT_ALLOCATIONS, &absence, &worker->arena,
				&counted, err);
	worker->samples.counter = counted.counter;
	worker->samples.counter_count = counted.counter_count;
	return rc;
}

/* A slice a part. Simulated counts are in what callgrind wrote. */
static int collect_counts(struct worker *worker, struct err *err)
{
	const struct count_course *course = &worker->counting;
	struct process_samples *samples = &worker->samples;
	int rc;

	if (course->parts == 0)
		return tell_absent(worker, err);
	samples->column =
	    arena_array(&worker->arena, 4, sizeof(*samples->column), err);
	if (!samples->column)
		return -ERR_NOMEM;
	samples->slice_count = COUNT_PARTS;
	rc = add_column(worker, COLUMN_OPS, course->part_ops, 1, err);
	if (!rc)
		rc = add_column(worker, COLUMN_NS, NULL, 0, err);
	for (size_t i = PASS_ALLOCS; i <= PASS_ALLOC_BYTES && !rc; i++)
		rc = add_column(worker, pass_metric[i].name,
				&course->allocated[0][i], 2, err);
	return rc;
}

/* A benchmark that did not end well has no timing. */
int worker_collect(struct worker *worker, struct err *err)
{
	struct process_samples *samples = &worker->samples;
	struct host *host = &worker->host;
	int rc = 0;

	if (why_unmeasured(worker)) {
		samples->status = CASE_BROKEN;
		samples->reason =
		    arena_strdup(&worker->arena, why_unmeasured(worker), err);
	} else if (was_left(worker)) {
		samples->status = CASE_NOT_RUN;
		samples->reason = arena_strdup(
		    &worker->arena, "the other side of the pair ended", err);
	} else if (host->status != TARE_STATUS_OK) {
		samples->status = host->status == TARE_STATUS_SKIP
				      ? CASE_SKIPPED
				      : CASE_FAILED;
		samples->reason = host->reason;
	} else if (worker->job.count) {
		rc = collect_counts(worker, err);
	} else {
		rc = sampler_collect(&worker->sampler, &worker->counters,
				     &worker->arena, samples, err);
	}
	if (!rc)
		rc = copy_named(worker, &host->rate, &samples->rate,
				&samples->rate_count, err);
	if (!rc)
		rc = copy_named(worker, &host->metric, &samples->metric,
				&samples->metric_count, err);
	samples->note = host->note[0] ? host->note : NULL;
	return rc;
}

int worker_send_samples(struct worker *worker, struct err *err)
{
	CLEANUP(mem_free) char *json = samples_encode(&worker->samples, err);
	if (!json)
		return -ERR_NOMEM;
	return wire_send(worker->fd, WIRE_SAMPLES, json, err);
}
