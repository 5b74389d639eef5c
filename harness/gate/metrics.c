/*
 * Metrics of a case: counters, rates, the author's numbers, and what untimed
 * passes counted.
 */
#include <stdlib.h>
#include <string.h>

#include "gate/counted.h"
#include "gate/estimate.h"
#include "gate/summarise.h"
#include "stats/stats.h"

/* One kind of metric, seen through any process. */
struct source {
	size_t (*count)(const struct process_samples *p);
	const char *(*name)(const struct process_samples *p, size_t i);
	/* False: no number here; the metric may say why. */
	bool (*value)(const struct process_samples *p, size_t i,
		      double *scratch, double *ret);
	int (*describe)(const struct process_samples *p, size_t i,
			struct metric *metric, struct arena *arena,
			struct err *err);
};

struct metrics {
	const struct result_case *c;
	bool base; /* of the base's processes; otherwise of `process` */
	const struct process_samples *process;
	size_t process_count;
	struct arena *arena;
	double *scratch, *value;
	struct metric *metric;
	size_t count;
};

static size_t counter_count(const struct process_samples *p)
{
	return p->counter_count;
}

static const char *counter_name(const struct process_samples *p, size_t i)
{
	return p->counter[i].name;
}

static bool counter_value(const struct process_samples *p, size_t i,
			  double *scratch, double *ret)
{
	(void)scratch;
	*ret = p->counter[i].per_op;
	return p->counter[i].available;
}

static int counter_describe(const struct process_samples *p, size_t i,
			    struct metric *metric, struct arena *arena,
			    struct err *err)
{
	return metric_describe(metric, &p->counter[i], arena, err);
}

static size_t rate_count(const struct process_samples *p)
{
	return p->rate_count;
}

static const char *rate_name(const struct process_samples *p, size_t i)
{
	return p->rate[i].name;
}

/* Amount an operation over the median time of an operation. */
static bool rate_value(const struct process_samples *p, size_t i,
		       double *scratch, double *ret)
{
	size_t n = samples_clean_times(p, scratch);

	if (n == 0)
		return false;
	stats_sort(scratch, n);
	*ret = p->rate[i].value * 1e9 / stats_median_sorted(scratch, n);
	return true;
}

static int rate_describe(const struct process_samples *p, size_t i,
			 struct metric *metric, struct arena *arena,
			 struct err *err)
{
	metric->provider = arena_strdup(arena, "plugin", err);
	metric->unit = arena_printf(arena, err, "%s/s", p->rate[i].name);
	return metric->provider && metric->unit ? 0 : -ERR_NOMEM;
}

static size_t author_count(const struct process_samples *p)
{
	return p->metric_count;
}

static const char *author_name(const struct process_samples *p, size_t i)
{
	return p->metric[i].name;
}

static bool author_value(const struct process_samples *p, size_t i,
			 double *scratch, double *ret)
{
	(void)scratch;
	*ret = p->metric[i].value;
	return true;
}

static int author_describe(const struct process_samples *p, size_t i,
			   struct metric *metric, struct arena *arena,
			   struct err *err)
{
	metric->lower_is_better = p->metric[i].lower_is_better;
	metric->provider = arena_strdup(arena, "plugin", err);
	if (!metric->provider)
		return -ERR_NOMEM;
	return arena_copy_text(arena, p->metric[i].unit, &metric->unit, err);
}

static const struct source sources[] = {
    {counter_count, counter_name, counter_value, counter_describe},
    {rate_count, rate_name, rate_value, rate_describe},
    {author_count, author_name, author_value, author_describe},
};

/* Index of NAME in process P; its count if there is none. */
static size_t find(const struct source *source, const struct process_samples *p,
		   const char *name)
{
	size_t count = source->count(p), i = 0;

	while (i < count && strcmp(source->name(p, i), name) != 0)
		i++;
	return i;
}

/*
 * Coverage of a counter: the least of its processes; otherwise 1. *RET_WHY:
 * the first reason why one is not exact.
 */
static void note_quality(const struct source *source,
			 const struct process_samples *p, size_t i,
			 struct metric *metric, const char **ret_why)
{
	const struct counter_value *counter = &p->counter[i];

	if (source->value != counter_value)
		return;
	if (counter->coverage < metric->coverage)
		metric->coverage = counter->coverage;
	metric->exact = metric->exact && counter->exact;
	if (!counter->exact && !*ret_why)
		*ret_why = counter->reason;
}

/* The same in every run; counts of the hardware and the system only look so. */
static bool repeats(const struct metric *metric)
{
	return metric->exact &&
	       strcmp(metric->provider, counter_provider_name(PROVIDER_FAKE)) ==
		   0;
}

static int estimate(struct metrics *m, const struct source *source,
		    struct metric *metric, struct err *err)
{
	const char *why = NULL;
	size_t n = 0;

	metric->coverage = 1;
	metric->exact = source->value == counter_value;
	for (size_t j = 0; j < m->process_count; j++) {
		const struct process_samples *p = &m->process[j];
		size_t i = find(source, p, metric->name);
		if (p->status != CASE_OK || i == source->count(p) ||
		    !source->value(p, i, m->scratch, &m->value[n]))
			continue;
		note_quality(source, p, i, metric, &why);
		n++;
	}
	metric->available = n > 0;
	metric->estimate = repeats(metric) ? estimate_exact(m->value, n)
					   : estimate_make(m->value, n);
	if (!metric->available) {
		metric->coverage = 0;
		return metric->reason
			   ? 0
			   : arena_copy_text(m->arena,
					     "no slice was undisturbed",
					     &metric->reason, err);
	}
	metric->errno_name = metric->reason = metric->mend = NULL;
	return arena_copy_text(m->arena, why, &metric->reason, err);
}

/* A pass is named before what a process calls the same. */
static bool is_counted(const struct metrics *m, const char *name)
{
	const struct pass_metric *metric = pass_metric_find(name);

	return metric && counted_find(m->c, m->base, metric).found;
}

static bool known(const struct metrics *m, const char *name)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->metric[i].name, name) == 0)
			return true;
	return false;
}

static int add(struct metrics *m, const struct source *source,
	       const struct process_samples *p, struct err *err)
{
	for (size_t i = 0; i < source->count(p); i++) {
		const char *name = source->name(p, i);
		if (known(m, name) || is_counted(m, name))
			continue;
		struct metric *metric = &m->metric[m->count];
		metric->name = arena_strdup(m->arena, name, err);
		if (!metric->name ||
		    source->describe(p, i, metric, m->arena, err) < 0 ||
		    estimate(m, source, metric, err) < 0)
			return -ERR_NOMEM;
		m->count++;
	}
	return 0;
}

static int add_counted(struct metrics *m, const struct pass_metric *from,
		       struct err *err)
{
	struct counted counted = counted_find(m->c, m->base, from);

	if (!counted.found)
		return 0;
	return counted_metric(from, &counted, m->arena, &m->metric[m->count++],
			      err);
}

static size_t most_metrics(const struct metrics *m)
{
	size_t sum = pass_metric_count;

	for (size_t j = 0; j < m->process_count; j++)
		for (size_t s = 0; s < ARRAY_SIZE(sources); s++)
			sum += sources[s].count(&m->process[j]);
	return sum;
}

static int collect(struct metrics *m, struct err *err)
{
	int r = 0;

	for (size_t s = 0; s < ARRAY_SIZE(sources); s++)
		for (size_t j = 0; j < m->process_count && r == 0; j++)
			if (m->process[j].status == CASE_OK)
				r = add(m, &sources[s], &m->process[j], err);
	for (size_t i = 0; i < pass_metric_count && r == 0; i++)
		r = add_counted(m, &pass_metric[i], err);
	return r;
}

/* Fills M->metric, in its arena, and M->count. */
static int summarise_side(struct metrics *m, struct err *err)
{
	CLEANUP(mem_free)
	double *scratch = calloc(
	    estimate_room(m->process, m->process_count) + 1, sizeof *scratch);
	CLEANUP(mem_free)
	double *value = calloc(m->process_count + 1, sizeof *value);
	CLEANUP(mem_free)
	struct metric *found = calloc(most_metrics(m), sizeof *found);
	if (!scratch || !value || !found)
		return err_nomem(err, "metrics");
	m->scratch = scratch;
	m->value = value;
	m->metric = found;
	int r = collect(m, err);
	if (r < 0)
		return r;
	m->metric = arena_array(m->arena, m->count + 1, sizeof *m->metric, err);
	if (!m->metric)
		return -ERR_NOMEM;
	memcpy(m->metric, found, m->count * sizeof *m->metric);
	return 0;
}

static bool has_base(const struct result_case *c)
{
	bool base = c->base_process_count > 0;

	for (size_t i = 0; i < c->counted_count; i++)
		base |= counted_is_base(&c->counted[i]);
	return base;
}

int summarise_metrics(struct result_case *c, struct arena *arena,
		      struct err *err)
{
	struct metrics head = {
	    .c = c,
	    .process = c->process,
	    .process_count = c->process_count,
	    .arena = arena,
	};
	struct metrics base = {
	    .c = c,
	    .base = true,
	    .process = c->base_process,
	    .process_count = c->base_process_count,
	    .arena = arena,
	};
	int r = summarise_side(&head, err);

	if (r == 0 && has_base(c))
		r = summarise_side(&base, err);
	if (r < 0)
		return r;
	c->metric = head.metric;
	c->metric_count = head.count;
	c->base_metric = base.metric;
	c->base_metric_count = base.count;
	return 0;
}
