#include "gate/exact.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EXACT_WHY = 1024 };

static const char *const side_name[] = {"base", "head"};

/* Beyond THETA, not by what a product is rounded; 0 needs no product. */
static bool is_beyond(double a, double b, double theta)
{
	return a > (theta > 0 ? b * (1 + theta) * (1 + EXACT_ROUNDING) : b);
}

enum verdict_kind exact_kind(double base, double head, double theta)
{
	if (is_beyond(head, base, theta))
		return VERDICT_REGRESSED;
	return is_beyond(base, head, theta) ? VERDICT_IMPROVED
					    : VERDICT_EQUIVALENT;
}

double exact_ratio(double base, double head)
{
	if (base > 0)
		return head / base;
	return head > 0 ? (double)NAN : 1;
}

static bool is_broken(const struct counted *side)
{
	return side->status != CASE_OK && side->status != CASE_SKIPPED &&
	       side->status != CASE_NOT_RUN;
}

static bool is_absent(const struct counted *side)
{
	return !side->available;
}

static bool is_inexact(const struct counted *side)
{
	return side->available && !side->exact;
}

static void explain_inexact(const struct counted *side, char *buf, size_t size)
{
	(void)snprintf(buf, size, "%s",
		       side->reason ? side->reason : "the count is not exact");
}

/* What may be wrong with a side. */
struct flaw {
	bool (*has)(const struct counted *side);
	void (*why)(const struct counted *side, char *buf, size_t size);
	bool share; /* the same in both is said once, without their names */
};
static const struct flaw broken = {is_broken, counted_explain, false};
static const struct flaw absent = {is_absent, counted_explain, true};
static const struct flaw inexact = {is_inexact, explain_inexact, true};

/* "base: WHY; head: WHY" of the sides that have FLAW; "" if none has. */
static void explain(const struct counted *const side[2],
		    const struct flaw *flaw, char *buf, size_t size)
{
	char text[2][EXACT_WHY] = {"", ""};
	size_t used = 0;

	buf[0] = '\0';
	for (int s = 0; s < 2; s++)
		if (flaw->has(side[s]))
			flaw->why(side[s], text[s], sizeof text[s]);
	if (flaw->share && strcmp(text[0], text[1]) == 0) {
		(void)snprintf(buf, size, "%s", text[0]);
		return;
	}
	for (int s = 0; s < 2; s++)
		if (text[s][0] && used < size)
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s: %s", used ? "; " : "",
						 side_name[s], text[s]);
}

static const char *unit_of(const struct counted *side)
{
	return side->counter && side->counter->unit ? side->counter->unit : "";
}

/* Why the two numbers are not of one kind; or "". */
static void explain_kinds(const struct counted *const side[2], char *buf,
			  size_t size)
{
	enum counter_provider base = side[0]->counter->provider;
	enum counter_provider head = side[1]->counter->provider;

	buf[0] = '\0';
	if (base != head)
		(void)snprintf(buf, size,
			       "%s counts of the base and %s counts of the "
			       "head are not compared",
			       counter_provider_name(base),
			       counter_provider_name(head));
	else if (strcmp(unit_of(side[0]), unit_of(side[1])) != 0)
		(void)snprintf(buf, size,
			       "the base counted '%s', the head '%s': not "
			       "compared",
			       unit_of(side[0]), unit_of(side[1]));
}

static enum verdict_kind judge(const struct exact_input *input, char *why,
			       size_t size)
{
	const struct counted *const side[2] = {&input->base, &input->head};

	explain(side, &broken, why, size);
	if (why[0])
		return VERDICT_BROKEN;
	explain(side, &absent, why, size);
	if (why[0])
		return VERDICT_INCONCLUSIVE;
	explain_kinds(side, why, size);
	if (!why[0])
		explain(side, &inexact, why, size);
	return why[0]
		   ? VERDICT_INCONCLUSIVE
		   : exact_kind(side[0]->value, side[1]->value, input->theta);
}

static int describe(const struct exact_input *input, struct arena *arena,
		    struct metric_verdict *row, struct err *err)
{
	const struct counter_value *from =
	    input->head.counter ? input->head.counter : input->base.counter;
	const char *unit = input->metric->unit;
	const char *provider = NULL;

	if (from) {
		unit = from->unit ? from->unit : "";
		provider = counter_provider_name(from->provider);
	}
	row->metric = arena_strdup(arena, input->metric->name, err);
	if (!row->metric)
		return -ERR_NOMEM;
	int r = unit[0] ? arena_copy_text(arena, unit, &row->unit, err) : 0;
	return r == 0 ? arena_copy_text(arena, provider, &row->provider, err)
		      : r;
}

int exact_judge(const struct exact_input *input, struct arena *arena,
		struct metric_verdict *ret, struct err *err)
{
	const struct counted *base = &input->base, *head = &input->head;
	char why[2 * EXACT_WHY + 32];

	*ret = (struct metric_verdict){
	    .exact = true,
	    .theta = input->theta,
	    .base = base->available ? base->value : (double)NAN,
	    .head = head->available ? head->value : (double)NAN,
	    .ratio = NAN,
	    .low = NAN,
	    .high = NAN,
	    .mde = NAN,
	};
	int r = describe(input, arena, ret, err);
	if (r < 0)
		return r;
	ret->kind = judge(input, why, sizeof why);
	if (why[0])
		return arena_copy_text(arena, why, &ret->reason, err);
	ret->ratio = ret->low = ret->high =
	    exact_ratio(base->value, head->value);
	return 0;
}
