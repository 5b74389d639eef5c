#include "gate/counted.h"

#include <stdio.h>
#include <string.h>

#include "gate/summarise.h"

static const char differs[] = "counts of one build differ from run to run";
static const char builds_differ[] =
    "the builds of one side have different counts";

static const struct counter_value *
find_counter(const struct count_samples *samples, const char *name)
{
	for (size_t i = 0; i < samples->counter_count; i++)
		if (strcmp(samples->counter[i].name, name) == 0)
			return &samples->counter[i];
	return NULL;
}

/* A process that says worse of the case than those before it. */
static void add_status(struct counted *counted,
		       const struct count_samples *samples)
{
	if (counted->found && summarise_severity(samples->status) <=
				  summarise_severity(counted->status))
		return;
	counted->status = samples->status;
	counted->reason = samples->reason;
}

/* VARIANT: the build that the number is of. */
static void add_value(struct counted *counted, const struct counter_value *from,
		      uint32_t variant)
{
	bool differ = counted->counter && from->per_op != counted->value;
	const char *why = differ && variant != counted->samples->variant
			      ? builds_differ
			      : differs;

	if (!counted->counter) {
		counted->counter = from;
		counted->available = counted->exact = true;
		counted->value = from->per_op;
	}
	/* An absence outlives numbers: the counter is at fault. */
	if (!from->available && counted->available) {
		counted->counter = from;
		counted->available = false;
	}
	if (!counted->available || !counted->exact || (from->exact && !differ))
		return;
	counted->exact = false;
	counted->reason = !from->exact && from->reason ? from->reason : why;
}

struct counted counted_find(const struct result_case *c, bool base,
			    const struct pass_metric *metric)
{
	struct counted counted = {.status = CASE_NOT_RUN};

	for (size_t i = 0; i < c->counted_count; i++) {
		const struct count_samples *samples = &c->counted[i];
		if (samples->pass != metric->pass ||
		    counted_is_base(samples) != base)
			continue;
		add_status(&counted, samples);
		counted.found = true;
	}
	for (size_t i = 0; i < c->counted_count; i++) {
		const struct count_samples *samples = &c->counted[i];
		if (counted.status != CASE_OK ||
		    samples->pass != metric->pass ||
		    counted_is_base(samples) != base)
			continue;
		const struct counter_value *value =
		    find_counter(samples, metric->name);
		if (!counted.samples)
			counted.samples = samples;
		if (value)
			add_value(&counted, value, samples->variant);
	}
	counted.exact &= counted.available;
	return counted;
}

void counted_explain(const struct counted *counted, char *buf, size_t size)
{
	const struct counter_value *absent = counted->counter;

	buf[0] = '\0';
	if (!counted->found)
		(void)snprintf(buf, size, "it was not counted");
	else if (counted->status != CASE_OK)
		(void)snprintf(buf, size, "%s%s%s",
			       case_status_name(counted->status),
			       counted->reason ? ": " : "",
			       counted->reason ? counted->reason : "");
	else if (!absent)
		(void)snprintf(buf, size, "the pass has no such count");
	else if (!counted->available)
		(void)snprintf(
		    buf, size, "%s%s%s%s%s",
		    absent->errno_name ? absent->errno_name : "",
		    absent->errno_name ? ": " : "",
		    absent->reason ? absent->reason : "not available",
		    absent->mend ? "; " : "", absent->mend ? absent->mend : "");
}
