/* Metrics of a case: counters, rates and the author's numbers. */
#include <stdlib.h>
#include <string.h>

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
	struct result_case *c;
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
	const struct counter_value *from = &p->counter[i];
	const char *provider = counter_provider_name(from->provider);
	int r = arena_copy_text(arena, provider, &metric->provider, err);

	metric->lower_is_better = true;
	if (r == 0)
		r = arena_copy_text(arena, from->unit ? from->unit : "per op",
				    &metric->unit, err);
	if (r == 0)
		r = arena_copy_text(arena, from->errno_name,
				    &metric->errno_name, err);
	if (r == 0)
		r = arena_copy_text(arena, from->reason, &metric->reason, err);
	return r == 0 ? arena_copy_text(arena, from->mend, &metric->mend, err)
		      : r;
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

/* Coverage of a counter: the least of its processes; otherwise 1. */
static void note_quality(const struct source *source,
			 const struct process_samples *p, size_t i,
			 struct metric *metric)
{
	if (source->value != counter_value)
		return;
	if (p->counter[i].coverage < metric->coverage)
		metric->coverage = p->counter[i].coverage;
	metric->exact = metric->exact && p->counter[i].exact;
}

static void estimate(struct metrics *m, const struct source *source,
		     struct metric *metric)
{
	size_t n = 0;

	metric->coverage = 1;
	metric->exact = source->value == counter_value;
	for (size_t j = 0; j < m->c->process_count; j++) {
		const struct process_samples *p = &m->c->process[j];
		size_t i = find(source, p, metric->name);
		if (p->status != CASE_OK || i == source->count(p) ||
		    !source->value(p, i, m->scratch, &m->value[n]))
			continue;
		note_quality(source, p, i, metric);
		n++;
	}
	metric->available = n > 0;
	metric->estimate = metric->exact ? estimate_exact(m->value, n)
					 : estimate_make(m->value, n);
	if (metric->available)
		metric->errno_name = metric->reason = metric->mend = NULL;
	else
		metric->coverage = 0;
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
		if (known(m, name))
			continue;
		struct metric *metric = &m->metric[m->count];
		metric->name = arena_strdup(m->arena, name, err);
		if (!metric->name ||
		    source->describe(p, i, metric, m->arena, err) < 0)
			return -ERR_NOMEM;
		estimate(m, source, metric);
		if (!metric->available && !metric->reason) {
			metric->reason = arena_strdup(
			    m->arena, "no slice was undisturbed", err);
			if (!metric->reason)
				return -ERR_NOMEM;
		}
		m->count++;
	}
	return 0;
}

static size_t most_metrics(const struct result_case *c)
{
	size_t sum = 0;

	for (size_t j = 0; j < c->process_count; j++)
		for (size_t s = 0; s < ARRAY_SIZE(sources); s++)
			sum += sources[s].count(&c->process[j]);
	return sum;
}

static int collect(struct metrics *m, struct err *err)
{
	int r = 0;

	for (size_t s = 0; s < ARRAY_SIZE(sources); s++)
		for (size_t j = 0; j < m->c->process_count && r == 0; j++)
			if (m->c->process[j].status == CASE_OK)
				r = add(m, &sources[s], &m->c->process[j], err);
	return r;
}

int summarise_metrics(struct result_case *c, struct arena *arena,
		      struct err *err)
{
	struct metrics m = {.c = c, .arena = arena};
	CLEANUP(mem_free)
	double *scratch = calloc(estimate_room(c) + 1, sizeof *scratch);
	CLEANUP(mem_free)
	double *value = calloc(c->process_count + 1, sizeof *value);
	CLEANUP(mem_free)
	struct metric *found = calloc(most_metrics(c) + 1, sizeof *found);
	if (!scratch || !value || !found)
		return err_nomem(err, "metrics");
	m.scratch = scratch;
	m.value = value;
	m.metric = found;
	int r = collect(&m, err);
	if (r < 0)
		return r;
	struct metric *kept =
	    arena_array(arena, m.count + 1, sizeof *kept, err);
	if (!kept)
		return -ERR_NOMEM;
	memcpy(kept, found, m.count * sizeof *kept);
	c->metric = kept;
	c->metric_count = m.count;
	return 0;
}
