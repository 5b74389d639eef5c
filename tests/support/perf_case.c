#include "perf_case.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "counters/perf_code.h"

struct perf_case perf_case;

void perf_case_begin(void)
{
	memset(&perf_case, 0, sizeof(perf_case));
	fake_perf_init(&perf_case.fake);
	perf_case.facts = (struct perf_facts){
	    .paranoid = 2, .pmu = "cpu", .sources = "cpu software"};
}

void perf_case_end(void)
{
	const struct fake_perf *fake = &perf_case.fake;

	perf_case_close();
	cr_assert(eq(sz, fake_perf_left_open(fake), 0));
	/* Rule 9: enabled once, never reset or disabled; the leader alone. */
	cr_assert(eq(sz, fake->other_ioctls, 0));
	cr_assert(not(fake->enable_had_flags));
	for (size_t i = 0; i < fake->opened; i++) {
		const struct perf_event_attr *attr = &fake->event[i].attr;
		/* Rules 4 and 13: no software event stands in. */
		cr_assert(ne(u32, attr->type, PERF_TYPE_SOFTWARE));
		/* Rule 5. */
		cr_assert(eq(int, attr->pinned, 0));
		cr_assert(eq(int, attr->exclusive, 0));
		cr_assert(eq(int, attr->inherit, 1));
	}
}

void perf_case_open_list(const char *list, uint32_t round)
{
	struct perf_case *c = &perf_case;

	memset(c->info, 0, sizeof(c->info));
	c->count = 0;
	for (const char *at = list; *at; at += *at == ',') {
		struct counter_info *info = &c->info[c->count++];
		size_t n = strcspn(at, ",");
		snprintf(info->name, sizeof(info->name), "%.*s", (int)n, at);
		info->provider = PROVIDER_HARDWARE;
		cr_assert(perf_code_find(info->name, &info->code), "%s",
			  info->name);
		at += n;
	}
	int rc = perf_open(&c->perf, &c->fake.sys, &c->facts, c->info, c->count,
			   round, NULL);
	cr_assert(eq(int, rc, 0));
}

void perf_case_open(uint32_t round)
{
	perf_case_open_list("cycles,instructions,branches,branch-misses,"
			    "cache-references,cache-misses",
			    round);
}

void perf_case_close(void)
{
	if (perf_case.perf)
		perf_close(perf_case.perf);
	perf_case.perf = NULL;
}

void perf_case_read(void)
{
	cr_assert(eq(int, perf_read(perf_case.perf, perf_case.reading), 0));
}

uint64_t perf_case_count(size_t counter, unsigned steps)
{
	perf_case_read();
	uint64_t before = perf_case.reading[counter].value;
	fake_perf_work(&perf_case.fake, steps);
	perf_case_read();
	return perf_case.reading[counter].value - before;
}

size_t perf_case_available(void)
{
	size_t n = 0;

	for (size_t i = 0; i < perf_case.count; i++)
		n += perf_case.info[i].available;
	return n;
}
