/* From what a worker has seen to the samples that it sends. */
#include <string.h>

#include "base/mem.h"
#include "base/sysfile.h"
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

/* A benchmark that did not end well has no timing. */
int worker_collect(struct worker *worker, struct err *err)
{
	struct process_samples *samples = &worker->samples;
	struct host *host = &worker->host;
	int rc = 0;

	if (worker->sampler.failure) {
		samples->status = CASE_BROKEN;
		samples->reason =
		    arena_strdup(&worker->arena, worker->sampler.failure, err);
	} else if (was_left(worker)) {
		samples->status = CASE_NOT_RUN;
		samples->reason = arena_strdup(
		    &worker->arena, "the other side of the pair ended", err);
	} else if (host->status != TARE_STATUS_OK) {
		samples->status = host->status == TARE_STATUS_SKIP
				      ? CASE_SKIPPED
				      : CASE_FAILED;
		samples->reason = host->reason;
	} else {
		rc = sampler_collect(&worker->sampler, worker->counters,
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
