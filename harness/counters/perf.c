/*
 * The hardware provider: finds what opens, forms the largest group that the
 * PMU really counts at once, and reads it. The group is enabled once and
 * never reset; users subtract readings.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "counters/perf.h"
#include "counters/perf_group.h"
#include "counters/perf_reason.h"

struct perf {
	size_t count;
	struct perf_group group;
	size_t slot[COUNTERS_MAX]; /* of each member, in the caller's order */
};

/* The state while it is being opened. */
struct opening {
	struct perf *perf;
	const struct perf_sys *sys;
	const struct perf_facts *facts;
	struct counter_info *info;
	uint32_t round;
	/* Events that open by themselves, and their place in info. */
	struct perf_event event[COUNTERS_MAX];
	size_t slot[COUNTERS_MAX];
	size_t count;
	struct counter_reading probe[COUNTERS_MAX];
};

static size_t event_index(const char *name)
{
	size_t i = 0;

	while (i < PERF_EVENTS - 1 &&
	       strcmp(perf_event_name[i].name, name) != 0)
		i++;
	return i;
}

static void find_events(struct opening *o, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct counter_info *info = &o->info[i];
		struct perf_event *event = &o->event[o->count];
		perf_event_find(o->sys, event_index(info->name), event);
		info->user_only = perf_event_user_only(event);
		if (event->errnum)
			perf_explain(info, event->errnum, o->facts);
		else
			o->slot[o->count++] = i;
	}
}

/* Opens this round's group of the coarsest split that fits. */
static int open_group(struct opening *o, size_t *ret_groups)
{
	struct perf_group *group = &o->perf->group;
	int rc = -ENOSPC;

	for (int split = SPLIT_NONE; split <= SPLIT_SINGLES && rc == -ENOSPC;
	     split++) {
		*ret_groups = perf_group_choose(
		    o->event, o->count, (enum perf_split)split, o->round,
		    group->member, &group->count);
		rc = perf_group_open(group, o->event, o->probe);
	}
	return rc;
}

static void explain_failure(struct opening *o, int errnum)
{
	for (size_t i = 0; i < o->count; i++) {
		struct counter_info *info = &o->info[o->slot[i]];
		if (errnum == ENOSPC)
			perf_explain_full(info, o->facts);
		else
			perf_explain(info, errnum, o->facts);
	}
	o->perf->group.count = 0;
}

/*
 * A zero of cycles or instructions, or a wrong number of instructions, is a
 * PMU that lies. Kernel work may only add.
 */
static bool is_wrong(const struct counter_info *info, uint64_t count)
{
	const uint64_t expected = PERF_PROBE_INSTRUCTIONS;
	const uint64_t slack = expected / 1000;

	if (!strcmp(info->name, "cycles"))
		return count == 0;
	if (strcmp(info->name, "instructions") != 0)
		return false;
	return count < expected - slack ||
	       (info->user_only && count > expected + slack);
}

static void accept_group(struct opening *o, size_t groups)
{
	struct perf *perf = o->perf;

	for (size_t i = 0; i < o->count; i++)
		perf_explain_turn(&o->info[o->slot[i]], groups);
	for (size_t i = 0; i < perf->group.count; i++) {
		perf->slot[i] = o->slot[perf->group.member[i]];
		struct counter_info *info = &o->info[perf->slot[i]];
		uint64_t count = o->probe[i].value;
		if (is_wrong(info, count)) {
			perf_explain_wrong(info, count,
					   PERF_PROBE_INSTRUCTIONS);
			continue;
		}
		info->available = true;
		info->reason[0] = info->mend[0] = '\0';
	}
}

int perf_open(struct perf **ret, const struct perf_sys *sys,
	      const struct perf_facts *facts, struct counter_info *info,
	      size_t count, uint32_t round, struct err *err)
{
	CLEANUP(mem_free) struct opening *o = calloc(1, sizeof(*o));
	struct perf *perf = calloc(1, sizeof(*perf));
	struct perf_facts found;
	size_t groups = 0;

	if (!o || !perf) {
		free(perf);
		return err_nomem(err, "counters");
	}
	if (!facts) {
		perf_facts_read(&found, "");
		facts = &found;
	}
	perf->count = count;
	perf->group.sys = sys;
	o->perf = perf;
	o->sys = sys;
	o->facts = facts;
	o->info = info;
	o->round = round;
	find_events(o, count);
	int rc = o->count ? open_group(o, &groups) : 0;
	if (rc < 0)
		explain_failure(o, -rc);
	else
		accept_group(o, groups);
	*ret = perf;
	return 0;
}

int perf_read(struct perf *perf, struct counter_reading *reading)
{
	struct counter_reading member[COUNTERS_MAX];

	memset(reading, 0, perf->count * sizeof(*reading));
	if (perf->group.count == 0)
		return 0;
	if (perf_group_read(&perf->group, member) < 0)
		return -ERR_SYS;
	for (size_t i = 0; i < perf->group.count; i++)
		reading[perf->slot[i]] = member[i];
	return 0;
}

void perf_close(struct perf *perf)
{
	perf_group_close(&perf->group);
	free(perf);
}

static int provider_open(void **ret_state, struct counter_info *info,
			 size_t count, uint32_t round,
			 enum counters_scope scope, struct err *err)
{
	struct perf *perf;
	(void)scope;
	int rc =
	    perf_open(&perf, &perf_sys_real, NULL, info, count, round, err);

	if (rc == 0)
		*ret_state = perf;
	return rc;
}

static int provider_read(void *state, struct counter_reading *reading)
{
	return perf_read(state, reading);
}

static void provider_close(void *state)
{
	perf_close(state);
}

const struct provider perf_provider = {
    .kind = PROVIDER_HARDWARE,
    .name = perf_event_name,
    .name_count = PERF_EVENTS,
    .open = provider_open,
    .read = provider_read,
    .close = provider_close,
};
