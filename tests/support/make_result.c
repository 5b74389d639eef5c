#include "make_result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/rng.h"
#include "stats/stats.h"

/* Tests stop where memory does. */
static void *take(struct result *result, size_t count, size_t size)
{
	void *got = arena_array(&result->arena, count ? count : 1, size, NULL);

	if (!got)
		abort();
	return got;
}

static char *copy(struct result *result, const char *text)
{
	char *got = arena_strdup(&result->arena, text, NULL);

	if (!got)
		abort();
	return got;
}

void make_result(struct result *result)
{
	*result = (struct result){
	    .complete = true,
	    .seed = 42,
	    .processes = 10,
	    .slices = 50,
	    .slice_ns = 2e5,
	    .wall_ns = 12.5e9,
	    .gate = SUITE_GATE_DEFAULT,
	};
	result->tare_version = copy(result, "0.1.0");
	result->run_id = copy(result, "20261121T102030Z-1");
	result->started_utc = copy(result, "2026-11-21T10:20:30Z");
	result->suite_name = copy(result, "default");
	result->result_case =
	    take(result, MAKE_MAX_CASES, sizeof(*result->result_case));
}

/* "n=64" parts of an id become arguments; "threads=2" the threads. */
static void parse_args(struct result *result, struct result_case *c)
{
	char *id = copy(result, c->id), *save = NULL;

	c->arg = take(result, 8, sizeof(*c->arg));
	c->plugin_id = copy(result, "org.tare.test");
	c->bench = copy(result, "");
	for (char *part = strtok_r(id, "/", &save); part;
	     part = strtok_r(NULL, "/", &save)) {
		char *equals = strchr(part, '=');

		if (!equals) {
			c->bench = part;
			continue;
		}
		*equals = '\0';
		if (strcmp(part, "threads") == 0)
			c->threads = (uint32_t)atoi(equals + 1);
		else if (c->arg_count < 8)
			c->arg[c->arg_count++] = (struct plan_arg){
			    .name = part, .value = atoll(equals + 1)};
	}
}

static struct result_case *add_case(struct result *result, const char *id)
{
	struct result_case *c;

	if (result->case_count == MAKE_MAX_CASES)
		abort();
	c = &result->result_case[result->case_count++];
	c->id = copy(result, id);
	c->unit = copy(result, "operations");
	c->threads = 1;
	c->metric = take(result, MAKE_MAX_METRICS, sizeof(*c->metric));
	parse_args(result, c);
	return c;
}

struct result_case *make_bad_case(struct result *result, const char *id,
				  enum case_status status, const char *reason)
{
	struct result_case *c = add_case(result, id);

	c->status = status;
	c->reason = copy(result, reason);
	c->summary.median_ns.value = NAN;
	c->summary.p99_ns = NAN;
	return c;
}

static double normal(struct rng *rng)
{
	double u = rng_unit(rng);

	return stats_normal_quantile(u > 1e-9 ? u : 1e-9);
}

static void fill_process(struct result *result, struct process_samples *p,
			 const struct make_spec *spec, struct rng *rng)
{
	double shift = exp(spec->spread * normal(rng));
	uint64_t ops = (uint64_t)(2e5 / spec->ns) + 1;
	uint64_t *ns, *disturbed;

	p->slice_count = spec->slices;
	p->column_count = 3;
	p->column = take(result, 3, sizeof(*p->column));
	p->column[0] = (struct column){.name = copy(result, COLUMN_OPS),
				       .constant = true,
				       .value = take(result, 1, 8)};
	p->column[0].value[0] = ops;
	ns = take(result, spec->slices, 8);
	disturbed = take(result, spec->slices, 8);
	p->column[1] =
	    (struct column){.name = copy(result, COLUMN_NS), .value = ns};
	p->column[2] = (struct column){.name = copy(result, COLUMN_DISTURBED),
				       .value = disturbed};
	for (uint64_t s = 0; s < spec->slices; s++) {
		double per_op = spec->ns * shift;

		per_op *= exp(spec->noise * fabs(normal(rng)) * 1.5);
		if (rng_unit(rng) < 0.04)
			per_op *= 1 + 8 * spec->noise * rng_unit(rng);
		disturbed[s] = rng_unit(rng) < spec->disturbed;
		if (disturbed[s])
			per_op *= 1.02 + 2 * pow(rng_unit(rng), 6);
		ns[s] = (uint64_t)(per_op * (double)ops);
	}
}

static void summarise(struct result *result, struct result_case *c)
{
	size_t n = c->process_count, used = 0, clean = 0;
	double *pooled = take(result, n * c->process[0].slice_count, 8);
	double *median = take(result, n, 8), *scratch = take(result, n, 8);
	struct summary *s = &c->summary;
	struct stats_interval interval;

	for (size_t p = 0; p < n; p++) {
		const struct process_samples *samples = &c->process[p];
		size_t first = clean;

		for (uint64_t i = 0; i < samples->slice_count; i++) {
			s->slices++;
			if (samples->column[2].value[i]) {
				s->disturbed++;
				continue;
			}
			pooled[clean++] = (double)samples->column[1].value[i] /
					  (double)samples->column[0].value[0];
		}
		stats_sort(pooled + first, clean - first);
		if (clean > first)
			median[used++] =
			    stats_median_sorted(pooled + first, clean - first);
	}
	stats_sort(pooled, clean);
	stats_sort(median, used);
	interval = stats_median_interval(median, used, 0.95);
	s->processes = used;
	s->median_ns = (struct estimate){.available = used > 0,
					 .value = interval.estimate,
					 .low = interval.low,
					 .high = interval.high,
					 .level = 0.95};
	s->lower_quartile_ns = s->median_ns;
	s->minimum_ns = clean ? pooled[0] : (double)NAN;
	s->maximum_ns = clean ? pooled[clean - 1] : (double)NAN;
	s->p50_ns = stats_quantile_sorted(pooled, clean, 0.5);
	s->p90_ns = stats_quantile_sorted(pooled, clean, 0.9);
	s->p99_ns = clean < 1000 ? (double)NAN
				 : stats_quantile_sorted(pooled, clean, 0.99);
	s->between_rsd = used > 1 ? stats_robust_sd(median, used, scratch) /
					interval.estimate
				  : (double)NAN;
	s->within_rsd = 0.01;
}

static double or_default(double value, double standard)
{
	return value != 0 ? value : standard;
}

struct result_case *make_case(struct result *result, const char *id,
			      const struct make_spec *given)
{
	struct make_spec spec = given ? *given : (struct make_spec){0};
	struct result_case *c = add_case(result, id);
	struct rng rng;

	spec.ns = or_default(spec.ns, 100);
	spec.noise = or_default(spec.noise, 0.004);
	spec.spread = or_default(spec.spread, 0.003);
	spec.disturbed = or_default(spec.disturbed, 0.04);
	spec.processes = spec.processes ? spec.processes : 10;
	spec.slices = spec.slices ? spec.slices : 50;
	rng_init(&rng, rng_derive(42, result->case_count, 0));
	c->process_count = spec.processes;
	c->process = take(result, spec.processes, sizeof(*c->process));
	for (uint64_t p = 0; p < spec.processes; p++) {
		c->process[p].process = (uint32_t)p;
		fill_process(result, &c->process[p], &spec, &rng);
	}
	summarise(result, c);
	return c;
}

struct metric *make_metric(struct result *result, struct result_case *c,
			   const char *name, const char *unit, double value)
{
	struct metric *m;

	if (c->metric_count == MAKE_MAX_METRICS)
		abort();
	m = &c->metric[c->metric_count++];
	*m = (struct metric){
	    .name = copy(result, name),
	    .unit = unit ? copy(result, unit) : NULL,
	    .provider = copy(result, "plugin"),
	    .available = true,
	    .estimate = {.available = true,
			 .value = value,
			 .low = value,
			 .high = value,
			 .level = 0.95},
	    .coverage = 1,
	};
	return m;
}

static void count_functions(struct result *result, struct count_samples *s,
			    double per_op)
{
	s->function_count = 1;
	s->function = take(result, 1, sizeof(*s->function));
	*s->function = (struct count_function){
	    .name = copy(result, "work"),
	    .object = copy(result, "lib.so"),
	    .instructions = per_op,
	    .calls = 1,
	};
}

struct count_samples *make_counted(struct result *result, struct result_case *c,
				   enum count_pass pass, enum pair_side side,
				   double per_op)
{
	bool simulated = pass == COUNT_SIMULATED;
	struct count_samples *s;

	if (!c->counted)
		c->counted = take(result, MAKE_MAX_COUNTED, sizeof(*s));
	if (c->counted_count == MAKE_MAX_COUNTED)
		abort();
	s = &c->counted[c->counted_count++];
	*s = (struct count_samples){
	    .case_index = (uint32_t)(c - result->result_case),
	    .pass = pass,
	    .side = side,
	    .ops = 64,
	    .counter_count = 1,
	    .counter = take(result, 1, sizeof(*s->counter)),
	    .wall_ns = 1000000,
	};
	*s->counter = (struct counter_value){
	    .name = copy(result, simulated ? "sim.instructions" : "allocs"),
	    .provider = simulated ? PROVIDER_SIMULATED : PROVIDER_OS,
	    .available = true,
	    .exact = true,
	    .total = 192 * per_op,
	    .per_op = per_op,
	    .coverage = 1,
	};
	if (simulated)
		count_functions(result, s, per_op);
	return s;
}

static void count_verdict(struct gate_outcome *o, enum verdict_kind kind)
{
	uint64_t *const counts[] = {
	    [VERDICT_REGRESSED] = &o->regressed,
	    [VERDICT_IMPROVED] = &o->improved,
	    [VERDICT_EQUIVALENT] = &o->equivalent,
	    [VERDICT_INCONCLUSIVE] = &o->inconclusive,
	    [VERDICT_ADDED] = &o->added,
	    [VERDICT_REMOVED] = &o->removed,
	    [VERDICT_BROKEN] = &o->broken,
	};

	++*counts[kind];
	o->tests++;
}

struct verdict *make_verdict(struct result *result, const char *id,
			     enum verdict_kind kind, double ratio,
			     double half_width)
{
	struct gate_outcome *o = result->outcome;
	struct result_case *c = result_find(result, id);
	struct verdict *v;

	if (!o) {
		o = result->outcome = take(result, 1, sizeof(*o));
		o->base_name = copy(result, "main");
		o->theta = 0.02;
		o->error = 0.01;
		o->floor = 0.05;
		o->verdict = take(result, MAKE_MAX_CASES, sizeof(*o->verdict));
	}
	if (o->verdict_count == MAKE_MAX_CASES)
		abort();
	v = &o->verdict[o->verdict_count++];
	*v = (struct verdict){
	    .id = copy(result, id),
	    .kind = kind,
	    .head_ns = c ? c->summary.median_ns.value : (double)NAN,
	    .ratio = ratio,
	    .low = ratio * (1 - half_width),
	    .high = ratio * (1 + half_width),
	    .level = 0.99,
	    .mde = 1 + 2 * half_width,
	    .sessions = 9,
	};
	v->base_ns = v->head_ns / ratio;
	if (c)
		c->verdict = v;
	count_verdict(o, kind);
	return v;
}
