/*
 * Results and baselines with times that a test chooses.
 */
#ifndef TEST_GATE_STORED_H
#define TEST_GATE_STORED_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate.h"
#include "store/session.h"
#include "tare/plugin.h"

enum { STORED_MAX_CASES = 8, STORED_SLICES = 20, STORED_OPS = 1000 };

static inline void *stored_take(struct result *r, size_t n, size_t size)
{
	void *p = arena_array(&r->arena, n, size, NULL);
	if (!p)
		abort();
	return p;
}

static inline char *stored_text(struct result *r, const char *text)
{
	char *copy = arena_strdup(&r->arena, text, NULL);
	if (!copy)
		abort();
	return copy;
}

static inline void stored_result(struct result *r, const char *run_id)
{
	*r = (struct result){.complete = true};
	r->gate =
	    (struct suite_gate){.theta = 0.02, .error = 0.01, .floor = 0.05};
	r->run_id = stored_text(r, run_id);
	r->started_utc = stored_text(r, "2026-11-21T10:20:30Z");
	r->tare_version = stored_text(r, "0.1.0");
	r->suite_name = stored_text(r, "default");
	r->git_commit = stored_text(r, "abcdef");
	(void)strcpy(r->machine.id, "0123456789abcdef");
	(void)strcpy(r->machine.cpu_model, "Test CPU");
	r->result_case =
	    stored_take(r, STORED_MAX_CASES, sizeof *r->result_case);
	r->plugin = stored_take(r, 1, sizeof *r->plugin);
	r->plugin_count = 1;
	r->plugin[0] = (struct result_plugin){
	    .id = stored_text(r, "org.tare.test"),
	    .version = stored_text(r, "1.0"),
	    .path = stored_text(r, "/nowhere/test.so"),
	    .build_info = stored_text(r, "gcc 12.2.0 -O2"),
	    .build_id = stored_text(r, "0123abcd"),
	    .build_flags = TARE_BUILD_OPTIMIZED | TARE_BUILD_ALIGNED,
	};
}

static inline struct column stored_column(struct result *r, const char *name,
					  bool constant)
{
	return (struct column){
	    .name = stored_text(r, name),
	    .constant = constant,
	    .value = stored_take(r, constant ? 1 : STORED_SLICES, 8),
	};
}

/* A process whose slices all take NS an operation. */
static inline void stored_process(struct result *r, struct process_samples *p,
				  double ns)
{
	p->slice_count = STORED_SLICES;
	p->column = stored_take(r, 3, sizeof *p->column);
	p->column_count = 3;
	p->column[0] = stored_column(r, COLUMN_OPS, true);
	p->column[1] = stored_column(r, COLUMN_NS, false);
	p->column[2] = stored_column(r, COLUMN_DISTURBED, false);
	p->column[0].value[0] = STORED_OPS;
	for (size_t i = 0; i < STORED_SLICES; i++)
		p->column[1].value[i] = (uint64_t)(ns * STORED_OPS + 0.5);
}

/* PROCESSES times, NS (1 + 0.001 i) each. Add in the order of ids. */
static inline struct result_case *stored_case(struct result *r, const char *id,
					      double ns, size_t processes)
{
	struct result_case *c = &r->result_case[r->case_count++];
	*c = (struct result_case){
	    .id = stored_text(r, id),
	    .plugin_id = stored_text(r, "org.tare.test"),
	    .bench = stored_text(r, "bench"),
	    .unit = stored_text(r, "ops"),
	    .threads = 1,
	    .process_count = processes,
	    .process = stored_take(r, processes + 1, sizeof *c->process),
	};
	for (size_t i = 0; i < processes; i++)
		stored_process(r, &c->process[i], ns * (1 + 0.001 * (double)i));
	return c;
}

static inline void stored_limit(struct result *r, struct result_case *c,
				const char *text)
{
	struct err err = {0};
	c->limit = stored_take(r, 1, sizeof *c->limit);
	c->limit_count = 1;
	cr_assert(zero(int, limit_parse(&r->arena, text, c->limit, &err)), "%s",
		  err.text);
}

static inline void stored_summarise(struct result *r)
{
	struct err err = {0};
	cr_assert(zero(int, gate_summarise(r, &err)), "%s", err.text);
}

/* A baseline of one session; release it after RESULT is gone or before. */
static inline void stored_baseline(struct baseline *base, struct result *r)
{
	struct err err = {0};
	*base = (struct baseline){.machine = r->machine};
	base->name = arena_strdup(&base->arena, "main", &err);
	base->session = arena_array(&base->arena, BASELINE_MAX_SESSIONS,
				    sizeof *base->session, &err);
	stored_summarise(r);
	int code = session_make(r, &base->arena, &base->session[0], &err);
	cr_assert(zero(int, code), "%s", err.text);
	base->session_count = 1;
}

static inline int stored_compare(struct result *head,
				 const struct baseline *base, struct err *err)
{
	stored_summarise(head);
	return gate_compare(head, base, &head->gate, err);
}

#endif
