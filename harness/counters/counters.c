#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "counters/counters.h"
#include "counters/overhead.h"
#include "counters/spec.h"

/* One provider's share of the counters. */
struct part {
	const struct provider *provider;
	void *state;
	size_t first, count;
};

struct counters {
	struct counter_info info[COUNTERS_MAX];
	size_t count;
	struct part part[SPEC_PROVIDERS];
	size_t part_count;
	struct counter_reading last[COUNTERS_MAX]; /* good ones */
	bool calibrated;
	struct overhead overhead;
};

void counter_absent(struct counter_info *info, int errnum)
{
	const char *name = errnum ? strerrorname_np(errnum) : "";

	info->available = false;
	info->errnum = errnum;
	snprintf(info->errno_name, sizeof(info->errno_name), "%s",
		 name ? name : "unknown");
}

static void cleanup_counters(struct counters **counters)
{
	counters_close(*counters);
}

static int open_part(struct counters *counters, const struct provider *provider,
		     const struct counter_spec *spec, size_t p, uint32_t round,
		     enum counters_scope scope, struct err *err)
{
	struct part part = {
	    .provider = provider,
	    .first = counters->count,
	    .count = spec->count[p],
	};
	struct counter_info *info = counters->info + part.first;

	if (part.count == 0)
		return 0;
	for (size_t i = 0; i < part.count; i++) {
		const struct counter_choice *choice = &spec->chosen[p][i];
		memcpy(info[i].name, choice->name, sizeof(info[i].name));
		snprintf(info[i].unit, sizeof(info[i].unit), "%s",
			 choice->unit);
		info[i].code = choice->code;
		info[i].provider = part.provider->kind;
	}
	int rc = part.provider->open(&part.state, info, part.count, round,
				     scope, err);
	if (rc < 0)
		return rc;
	counters->part[counters->part_count++] = part;
	counters->count += part.count;
	return 0;
}

static int open_fake(struct counters *counters, const char *text,
		     struct err *err)
{
	struct part part = {.provider = &fake_provider};
	int rc = fake_open(&part.state, text, counters->info, &part.count, err);

	if (rc < 0)
		return rc;
	counters->part[counters->part_count++] = part;
	counters->count = part.count;
	return 0;
}

int counters_open_from(struct counters **ret,
		       const struct provider *const *provider, const char *spec,
		       uint32_t round, enum counters_scope scope,
		       struct err *err)
{
	CLEANUP(cleanup_counters) struct counters *counters = NULL;
	struct counter_spec parsed;
	int rc = counter_spec_parse(&parsed, spec, err);

	if (rc < 0)
		return rc;
	counters = calloc(1, sizeof(*counters));
	if (!counters)
		return err_nomem(err, "counters");
	if (parsed.fake)
		rc = open_fake(counters, parsed.fake, err);
	for (size_t p = 0; p < SPEC_PROVIDERS && rc == 0; p++)
		rc = open_part(counters, provider[p], &parsed, p, round, scope,
			       err);
	if (rc < 0)
		return rc;
	*ret = TAKE(counters);
	return 0;
}

int counters_open(struct counters **ret, const char *spec, uint32_t round,
		  enum counters_scope scope, struct err *err)
{
	return counters_open_from(ret, spec_provider, spec, round, scope, err);
}

int counters_check_spec(const char *spec, struct err *err)
{
	struct counter_spec parsed;

	return counter_spec_parse(&parsed, spec, err);
}

size_t counters_count(const struct counters *counters)
{
	return counters->count;
}

const struct counter_info *counters_info(const struct counters *counters,
					 size_t i)
{
	return &counters->info[i];
}

/* A failed read repeats the last one: its difference is 0 of 0 ns. */
static int read_part(struct counters *counters, const struct part *part,
		     struct counter_reading *reading)
{
	struct counter_reading *last = counters->last + part->first;
	size_t bytes = part->count * sizeof(*reading);
	int rc = part->provider->read(part->state, reading + part->first);

	if (rc < 0)
		memcpy(reading + part->first, last, bytes);
	else
		memcpy(last, reading + part->first, bytes);
	return rc;
}

static int read_parts(struct counters *counters,
		      struct counter_reading *reading)
{
	int rc = 0;

	for (size_t i = 0; i < counters->part_count; i++) {
		int got = read_part(counters, &counters->part[i], reading);
		if (got < 0)
			rc = got;
	}
	return rc;
}

int counters_read(struct counters *counters, struct counter_reading *reading)
{
	int rc = read_parts(counters, reading);

	if (counters->calibrated)
		overhead_take_off(&counters->overhead, reading,
				  counters->count);
	return rc;
}

/* Reads of nothing, which show what reading itself costs. */
static int calibrate(struct counters *counters)
{
	struct counter_reading reading[COUNTERS_MAX];
	struct overhead *overhead = &counters->overhead;
	int rc = 0;

	if (!overhead_init(overhead, counters->info, counters->count))
		return 0;
	for (int i = 0; i <= OVERHEAD_REGIONS && rc == 0; i++) {
		rc = read_parts(counters, reading);
		overhead_learn(overhead, reading, counters->count, i == 0);
	}
	counters->calibrated = rc == 0;
	return rc;
}

int counters_start(struct counters *counters, struct err *err)
{
	struct counter_reading first[COUNTERS_MAX];

	/*
	 * Everything counts since it was opened, because opening had to show
	 * that it does. First reads find what was lost since.
	 */
	if (read_parts(counters, first) < 0 || calibrate(counters) < 0)
		return err_set(err, ERR_SYS,
			       "counters opened, but cannot be read; run with "
			       "--counters=none, or see 'tare doctor'");
	return 0;
}

bool counters_level(struct counters *counters, size_t i, uint64_t *ret)
{
	for (size_t p = 0; p < counters->part_count; p++) {
		const struct part *part = &counters->part[p];
		if (i >= part->first && i - part->first < part->count)
			return part->provider->level &&
			       part->provider->level(part->state,
						     i - part->first, ret);
	}
	return false;
}

void counters_close(struct counters *counters)
{
	if (!counters)
		return;
	for (size_t i = 0; i < counters->part_count; i++)
		counters->part[i].provider->close(counters->part[i].state);
	free(counters);
}
