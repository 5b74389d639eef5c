#include "make_counts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "counters/passes.h"

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
	char *got = text ? arena_strdup(&result->arena, text, NULL) : NULL;

	if (text && !got)
		abort();
	return got;
}

/* ITEMS with room for one more. */
static void *grow(struct result *result, const void *items, size_t count,
		  size_t size)
{
	void *more = take(result, count + 1, size);

	if (count)
		memcpy(more, items, count * size);
	return more;
}

struct count_samples *make_pass(struct result *result, struct result_case *c,
				enum count_pass pass, enum pair_side side)
{
	struct count_samples *made;

	if (!c->counted)
		c->counted =
		    take(result, MAKE_MAX_COUNTED, sizeof(*c->counted));
	if (c->counted_count == MAKE_MAX_COUNTED)
		abort();
	made = &c->counted[c->counted_count++];
	*made = (struct count_samples){
	    .case_index = (uint32_t)(c - result->result_case),
	    .pass = pass,
	    .side = side,
	    .ops = 1024,
	    .wall_ns = 1000000,
	};
	return made;
}

struct counter_value *make_count(struct result *result,
				 struct count_samples *samples,
				 const char *name, double per_op)
{
	const struct pass_metric *metric = pass_metric_find(name);
	struct counter_value *made;

	samples->counter = grow(result, samples->counter,
				samples->counter_count, sizeof(*made));
	made = &samples->counter[samples->counter_count++];
	*made = (struct counter_value){
	    .name = copy(result, name),
	    .unit =
		metric && metric->unit[0] ? copy(result, metric->unit) : NULL,
	    .provider = samples->pass == COUNT_SIMULATED ? PROVIDER_SIMULATED
							 : PROVIDER_OS,
	    .available = true,
	    .exact = true,
	    .total = per_op * (double)samples->ops,
	    .per_op = per_op,
	    .coverage = 1,
	};
	return made;
}

struct count_function *make_function(struct result *result,
				     struct count_samples *samples,
				     const char *name, const char *object,
				     double instructions, double calls)
{
	struct count_function *made;

	samples->function = grow(result, samples->function,
				 samples->function_count, sizeof(*made));
	made = &samples->function[samples->function_count++];
	*made = (struct count_function){
	    .name = copy(result, name),
	    .object = copy(result, object),
	    .instructions = instructions,
	    .calls = calls,
	};
	return made;
}

void make_counts(struct result *result, struct result_case *c, const char *name,
		 double base, double head)
{
	enum count_pass pass = pass_metric_find(name)->pass;

	make_count(result, make_pass(result, c, pass, PAIR_SIDE_BASE), name,
		   base);
	make_count(result, make_pass(result, c, pass, PAIR_SIDE_HEAD), name,
		   head);
}

static double head_of(double base, const double *log_ratio, size_t i)
{
	return log_ratio ? base * exp(log_ratio[i]) : base;
}

static void add_counter(struct result *result, struct process_samples *p,
			const char *name, enum counter_provider provider,
			double per_op)
{
	p->counter =
	    grow(result, p->counter, p->counter_count, sizeof(*p->counter));
	p->counter[p->counter_count++] = (struct counter_value){
	    .name = copy(result, name),
	    .provider = provider,
	    .available = true,
	    .exact = true,
	    .total = per_op,
	    .per_op = per_op,
	    .coverage = 1,
	};
}

void make_pair_counter(struct result *result, struct result_case *c,
		       const char *name, enum counter_provider provider,
		       double base, const double *log_ratio)
{
	for (size_t i = 0; i < c->process_count; i++) {
		add_counter(result, &c->base_process[i], name, provider, base);
		add_counter(result, &c->process[i], name, provider,
			    head_of(base, log_ratio, i));
	}
}

static void add_number(struct result *result, struct process_samples *p,
		       const char *name, bool lower_is_better, double value)
{
	p->metric =
	    grow(result, p->metric, p->metric_count, sizeof(*p->metric));
	p->metric[p->metric_count++] = (struct named_value){
	    .name = copy(result, name),
	    .unit = copy(result, "x"),
	    .value = value,
	    .lower_is_better = lower_is_better,
	};
}

void make_pair_number(struct result *result, struct result_case *c,
		      const char *name, bool lower_is_better, double base,
		      const double *log_ratio)
{
	for (size_t i = 0; i < c->process_count; i++) {
		add_number(result, &c->base_process[i], name, lower_is_better,
			   base);
		add_number(result, &c->process[i], name, lower_is_better,
			   head_of(base, log_ratio, i));
	}
}
