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
#include "counters/perf_code.h"
#include "counters/perf_plan.h"
#include "counters/perf_reason.h"
#include "counters/perf_set.h"

struct perf {
	struct counter_info *info;
	size_t count;
	struct perf_set set;
	size_t slot[COUNTERS_MAX]; /* of each member, in INFO */
	size_t members;            /* 0: none is open */
	uint64_t last[COUNTERS_MAX];
};

/* The state while it is being opened. */
struct opening {
	struct perf *perf;
	const struct perf_sys *sys;
	const struct perf_facts *facts;
	uint32_t round;
	/* Events that open by themselves, and their place in info. */
	struct perf_event event[PERF_MAX_KINDS][COUNTERS_MAX];
	size_t slot[COUNTERS_MAX];
	size_t count;
	struct counter_reading probe[COUNTERS_MAX];
};

static const struct perf_kind *kind_of(const struct opening *o, size_t k)
{
	return o->facts->hybrid ? &o->facts->kind[k] : NULL;
}

/* Opens on every kind of CPU, or is absent. */
static bool find_event(struct opening *o, struct counter_info *info)
{
	info->user_only = true;
	for (size_t k = 0; k < o->perf->set.kinds; k++) {
		struct perf_event *event = &o->event[k][o->count];
		perf_event_find(o->sys, info->name, &info->code, kind_of(o, k),
				event);
		info->user_only &= perf_event_user_only(event);
		if (event->errnum) {
			perf_explain(info, event->errnum, o->facts);
			return false;
		}
	}
	return true;
}

static void find_events(struct opening *o)
{
	for (size_t i = 0; i < o->perf->count; i++)
		if (find_event(o, &o->perf->info[i]))
			o->slot[o->count++] = i;
}

static void drop_event(struct opening *o, size_t i)
{
	o->count--;
	memmove(o->slot + i, o->slot + i + 1,
		(o->count - i) * sizeof(o->slot[0]));
	for (size_t k = 0; k < o->perf->set.kinds; k++)
		memmove(o->event[k] + i, o->event[k] + i + 1,
			(o->count - i) * sizeof(o->event[k][0]));
}

/* One that never runs would keep every group that it is in from running. */
static void drop_those_that_never_run(struct opening *o)
{
	for (size_t i = 0; i < o->count;) {
		struct perf_set *set = &o->perf->set;
		int rc = perf_set_open(set, o->sys, o->event, &i, 1,
				       PERF_SHORT_INSTRUCTIONS, o->probe);
		if (rc == -ENOSPC) {
			perf_explain_full(&o->perf->info[o->slot[i]], o->facts);
			drop_event(o, i);
			continue;
		}
		if (rc == 0)
			perf_set_close(set);
		i++;
	}
}

static int open_split(struct opening *o, enum perf_split split, size_t *member,
		      size_t *ret_groups)
{
	struct perf *perf = o->perf;

	*ret_groups = perf_plan_choose(o->event[0], o->count, split, o->round,
				       member, &perf->members);
	return perf_set_open(&perf->set, o->sys, o->event, member,
			     perf->members, PERF_PROBE_INSTRUCTIONS, o->probe);
}

/* Opens this round's group of the coarsest split that fits. */
static int open_set(struct opening *o, size_t *member, size_t *ret_groups)
{
	int rc = open_split(o, SPLIT_NONE, member, ret_groups);

	if (rc == -ENOSPC) {
		drop_those_that_never_run(o);
		if (o->count == 0)
			return rc;
	}
	for (int split = SPLIT_SIXES; split <= SPLIT_SINGLES && rc == -ENOSPC;
	     split++)
		rc = open_split(o, (enum perf_split)split, member, ret_groups);
	return rc;
}

static void explain_failure(struct opening *o, int errnum)
{
	for (size_t i = 0; i < o->count; i++) {
		struct counter_info *info = &o->perf->info[o->slot[i]];
		if (errnum == ENOSPC)
			perf_explain_full(info, o->facts);
		else
			perf_explain(info, errnum, o->facts);
	}
	o->perf->members = 0;
}

/*
 * The probe is a loop of two instructions, one of them a branch. A zero of
 * what it is made of, or a wrong number of instructions, is a PMU that lies.
 * Kernel work may only add.
 */
static bool is_wrong(const struct counter_info *info, uint64_t count)
{
	const uint64_t expected = PERF_PROBE_INSTRUCTIONS;
	const uint64_t slack = expected / 1000;

	if (!strcmp(info->name, "cycles") || !strcmp(info->name, "branches"))
		return count == 0;
	if (strcmp(info->name, "instructions") != 0)
		return false;
	return count < expected - slack ||
	       (info->user_only && count > expected + slack);
}

/* A count with kernel work in it is another metric, by another name. */
static void name_by_meaning(struct counter_info *info)
{
	static const char suffix[] = PERF_KERNEL_SUFFIX;
	size_t n = strlen(info->name);

	if (!info->user_only && n + sizeof(suffix) <= sizeof(info->name))
		memcpy(info->name + n, suffix, sizeof(suffix));
}

static void accept_set(struct opening *o, const size_t *member, size_t groups)
{
	struct perf *perf = o->perf;

	for (size_t i = 0; i < o->count; i++)
		perf_explain_turn(&perf->info[o->slot[i]], groups, o->facts);
	for (size_t i = 0; i < perf->members; i++) {
		perf->slot[i] = o->slot[member[i]];
		perf->last[i] = o->probe[i].value;
		struct counter_info *info = &perf->info[perf->slot[i]];
		uint64_t count = o->probe[i].value;
		if (is_wrong(info, count)) {
			perf_explain_wrong(info, count,
					   PERF_PROBE_INSTRUCTIONS);
			continue;
		}
		info->available = true;
		info->reason[0] = info->mend[0] = '\0';
		name_by_meaning(info);
	}
}

int perf_open(struct perf **ret, const struct perf_sys *sys,
	      const struct perf_facts *facts, struct counter_info *info,
	      size_t count, uint32_t round, struct err *err)
{
	CLEANUP(mem_free) struct opening *o = calloc(1, sizeof(*o));
	struct perf *perf = calloc(1, sizeof(*perf));
	size_t member[COUNTERS_MAX], groups = 0;
	struct perf_facts found;

	if (!o || !perf) {
		free(perf);
		return err_nomem(err, "counters");
	}
	if (!facts) {
		perf_facts_read(&found, "");
		facts = &found;
	}
	perf->info = info;
	perf->count = count;
	perf->set.kinds = facts->hybrid ? facts->kind_count : 1;
	o->perf = perf;
	o->sys = sys;
	o->facts = facts;
	o->round = round;
	find_events(o);
	int rc = o->count ? open_set(o, member, &groups) : 0;
	if (rc < 0)
		explain_failure(o, -rc);
	else if (o->count)
		accept_set(o, member, groups);
	*ret = perf;
	return 0;
}

/* What the kernel said cannot be used: the counters are gone. */
static void lose(struct perf *perf, int errnum)
{
	for (size_t i = 0; i < perf->members; i++)
		if (perf->info[perf->slot[i]].available)
			perf_explain_lost(&perf->info[perf->slot[i]], errnum);
	perf_set_close(&perf->set);
	perf->members = 0;
}

int perf_read(struct perf *perf, struct counter_reading *reading)
{
	struct counter_reading member[COUNTERS_MAX];

	memset(reading, 0, perf->count * sizeof(*reading));
	if (perf->members == 0)
		return 0;
	int rc = perf_set_read(&perf->set, member);
	for (size_t i = 0; i < perf->members && rc == 0; i++) {
		if (member[i].value < perf->last[i])
			rc = -EIO;
		perf->last[i] = member[i].value;
	}
	if (rc < 0) {
		lose(perf, -rc);
		return 0;
	}
	for (size_t i = 0; i < perf->members; i++)
		if (perf->info[perf->slot[i]].available)
			reading[perf->slot[i]] = member[i];
	return 0;
}

void perf_close(struct perf *perf)
{
	if (perf->members)
		perf_set_close(&perf->set);
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
    .name = perf_code_name,
    .name_count = PERF_CODES,
    .open = provider_open,
    .read = provider_read,
    .close = provider_close,
};
