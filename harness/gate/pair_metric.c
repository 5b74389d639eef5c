#include "gate/pair_metric.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A metric of one side. */
struct number {
	enum { NONE, COUNTER, RATE, AUTHOR } kind;
	double value;
	const char *unit;
	bool lower_is_better;
	const struct counter_value *counter; /* if it is one */
};

static const struct named_value *find_named(const struct named_value *named,
					    size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(named[i].name, name) == 0)
			return &named[i];
	return NULL;
}

/* Of one name, the first in the order of gate_summarise(). */
static struct number find_number(const struct process_samples *p,
				 const char *name)
{
	for (size_t i = 0; i < p->counter_count; i++)
		if (strcmp(p->counter[i].name, name) == 0)
			return (struct number){
			    .kind = COUNTER,
			    .value = p->counter[i].per_op,
			    .unit = p->counter[i].unit,
			    .lower_is_better = true,
			    .counter = &p->counter[i],
			};
	const struct named_value *rate =
	    find_named(p->rate, p->rate_count, name);
	if (rate)
		return (struct number){.kind = RATE, .value = rate->value};
	const struct named_value *author =
	    find_named(p->metric, p->metric_count, name);
	if (!author)
		return (struct number){.kind = NONE};
	return (struct number){
	    .kind = AUTHOR,
	    .value = author->value,
	    .unit = author->unit,
	    .lower_is_better = author->lower_is_better,
	};
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_kind(const struct number *a, const struct number *b)
{
	return a->kind == b->kind && same_text(a->unit, b->unit) &&
	       a->lower_is_better == b->lower_is_better &&
	       (a->kind != COUNTER ||
		a->counter->provider == b->counter->provider);
}

static bool is_unknown(const struct number *number)
{
	return number->kind == NONE;
}

static bool is_uncounted(const struct number *number)
{
	return number->counter && !number->counter->available;
}

static bool is_uncovered(const struct number *number)
{
	return number->counter && number->counter->coverage < 1;
}

static bool has_no_ratio(const struct number *number)
{
	return !(number->value >= 0 && isfinite(number->value));
}

/* The first lack that a side has. */
static enum pair_lack find_lack(const struct number number[2], bool side[2])
{
	static const struct {
		bool (*lacks)(const struct number *number);
		enum pair_lack lack;
	} lacks[] = {
	    {is_unknown, PAIR_LACKS_METRIC},
	    {is_uncounted, PAIR_LACKS_COUNTER},
	    {is_uncovered, PAIR_LACKS_COVERAGE},
	    {has_no_ratio, PAIR_LACKS_SIGN},
	};

	for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++) {
		for (int s = 0; s < 2; s++)
			side[s] = lacks[i].lacks(&number[s]);
		if (side[0] || side[1])
			return lacks[i].lack;
	}
	return same_kind(&number[0], &number[1]) ? PAIR_LACKS_NOTHING
						 : PAIR_LACKS_KIND;
}

/* A difference of logarithms, so that exchanging the sides is exact. */
static double log_ratio(double base, double head)
{
	if (base > 0 && head > 0)
		return log(head) - log(base);
	if (base > 0)
		return -PAIR_METRIC_ZERO;
	return head > 0 ? PAIR_METRIC_ZERO : 0;
}

struct pair_metric pair_metric(const struct process_samples *base,
			       const struct process_samples *head,
			       const char *name, double time)
{
	const struct number number[2] = {find_number(base, name),
					 find_number(head, name)};
	struct pair_metric ret = {
	    .log_ratio = NAN,
	    .counter = {number[0].counter, number[1].counter},
	};

	ret.lack = find_lack(number, ret.side);
	if (ret.lack != PAIR_LACKS_NOTHING)
		return ret;
	ret.log_ratio = log_ratio(number[0].value, number[1].value);
	if (!number[1].lower_is_better)
		ret.log_ratio = -ret.log_ratio;
	/* What is done in an operation, a second: the time is in it. */
	if (number[1].kind == RATE)
		ret.log_ratio += time;
	return ret;
}

static void explain_counter(const struct counter_value *counter, char *buf,
			    size_t size)
{
	(void)snprintf(buf, size, "%s%s%s%s%s%s",
		       counter->errno_name ? counter->errno_name : "",
		       counter->errno_name ? ": " : "",
		       counter->reason ? counter->reason : "not available",
		       counter->mend ? "; " : "",
		       counter->mend ? counter->mend : "",
		       counter->provider == PROVIDER_HARDWARE
			   ? "; --metric sim.instructions needs no PMU"
			   : "");
}

static void explain_kinds(const struct pair_metric *metric, char *buf,
			  size_t size)
{
	const struct counter_value *base = metric->counter[0];
	const struct counter_value *head = metric->counter[1];

	if (base && head && base->provider != head->provider)
		(void)snprintf(buf, size,
			       "%s counts of the base and %s counts of the "
			       "head are not compared",
			       counter_provider_name(base->provider),
			       counter_provider_name(head->provider));
	else
		(void)snprintf(buf, size,
			       "the base and the head measure it in different "
			       "units: not compared");
}

void pair_metric_explain(const struct pair_metric *metric, char *buf,
			 size_t size)
{
	const struct counter_value *counter =
	    metric->counter[metric->side[1] ? 1 : 0];
	bool both = metric->side[0] && metric->side[1];
	const char *name = metric->side[1] ? "head: " : "base: ";
	char text[1024] = "";

	switch (metric->lack) {
	case PAIR_LACKS_NOTHING:
		break;
	case PAIR_LACKS_METRIC:
		(void)snprintf(text, sizeof text,
			       "the benchmark has no such metric; counters "
			       "are counted with --counters=auto, or by "
			       "their names");
		break;
	case PAIR_LACKS_COUNTER:
		explain_counter(counter, text, sizeof text);
		break;
	case PAIR_LACKS_COVERAGE:
		(void)snprintf(text, sizeof text,
			       "it was counted %.0f %% of the time only; stop "
			       "what else uses the counters, or ask for fewer",
			       100 * counter->coverage);
		break;
	case PAIR_LACKS_SIGN:
		(void)snprintf(text, sizeof text,
			       "a number below 0 has no ratio");
		break;
	case PAIR_LACKS_KIND:
		explain_kinds(metric, text, sizeof text);
		break;
	}
	(void)snprintf(buf, size, "%s%s",
		       both || metric->lack == PAIR_LACKS_KIND ? "" : name,
		       text);
}
