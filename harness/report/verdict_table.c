#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "report/interference.h"
#include "report/limits.h"
#include "report/report.h"
#include "report/show.h"
#include "report/table.h"
#include "report/verdict_table.h"

enum table_ink verdict_ink(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_REGRESSED:
	case VERDICT_BROKEN:
		return INK_RED;
	case VERDICT_IMPROVED:
		return INK_GREEN;
	case VERDICT_INCONCLUSIVE:
	case VERDICT_REMOVED:
		return INK_YELLOW;
	case VERDICT_EQUIVALENT:
	case VERDICT_ADDED:
		break;
	}
	return INK_PLAIN;
}

void verdict_limits(struct table *table, const struct verdict *v)
{
	for (size_t i = 0; i < v->limit_count; i++) {
		const struct limit_check *limit = &v->limit[i];
		CLEANUP(str_release) struct str text = {0};

		if (limit->state == LIMIT_KEPT)
			continue;
		limit_words(&text, limit);
		table_line(table, limit_ink(limit->state), 4, "%s",
			   str_text(&text));
	}
}

static void add_count(struct str *text, uint64_t count, const char *what)
{
	if (count)
		str_addf(text, "%s%" PRIu64 " %s", text->length ? ", " : "",
			 count, what);
}

void verdict_print_counts(const struct gate_outcome *o,
			  const struct report_style *style, FILE *out)
{
	bool red = o->regressed > o->waived || o->limits_broken || o->broken;
	struct str text = {0};

	str_addf(&text, "%" PRIu64 " regressed", o->regressed);
	if (o->waived)
		str_addf(&text, " (%" PRIu64 " waived)", o->waived);
	add_count(&text, o->improved, "improved");
	add_count(&text, o->equivalent, "equivalent");
	add_count(&text, o->inconclusive, "inconclusive");
	add_count(&text, o->broken, "broken");
	add_count(&text, o->added, "added");
	add_count(&text, o->removed, "removed");
	limits_count(&text, o);
	table_print(style, out, red ? INK_RED : INK_BOLD, "%s",
		    str_text(&text));
	if (o->removed)
		table_print(style, out, INK_YELLOW,
			    "warning: %" PRIu64 " removed: the base has %s, "
			    "this run did not measure %s, and nothing judges "
			    "%s",
			    o->removed, o->removed == 1 ? "it" : "them",
			    o->removed == 1 ? "it" : "them",
			    o->removed == 1 ? "it" : "them");
	str_release(&text);
}

/* Says once what holds for advisory verdicts. */
static void print_advisory(const struct gate_outcome *o,
			   const struct report_style *style, FILE *out)
{
	uint64_t advisory = 0, sessions = 0;

	for (size_t i = 0; i < o->verdict_count; i++) {
		if (!o->verdict[i].advisory)
			continue;
		advisory++;
		if (o->verdict[i].sessions > sessions)
			sessions = o->verdict[i].sessions;
	}
	if (advisory)
		table_print(style, out, INK_YELLOW,
			    "advisory: %s%" PRIu64
			    " session%s little about the base's own "
			    "spread, so the floor of %g %% decides; every "
			    "saved session helps",
			    advisory == o->verdict_count ? "" : "in part, ",
			    sessions, sessions == 1 ? " says" : "s say",
			    100 * fmax(o->floor, o->theta));
}

void verdict_print_reasons(size_t reasons, const struct report_style *style,
			   FILE *out)
{
	size_t more =
	    reasons > VERDICT_REASONS_MAX ? reasons - VERDICT_REASONS_MAX : 0;

	if (more == 1)
		table_print(style, out, INK_YELLOW,
			    "the reason of 1 more row is in the JSON");
	else if (more)
		table_print(style, out, INK_YELLOW,
			    "the reasons of %zu more rows are in the JSON",
			    more);
}

double verdict_level(const struct gate_outcome *o)
{
	for (size_t i = 0; i < o->verdict_count; i++)
		if (isfinite(o->verdict[i].low))
			return o->verdict[i].level;
	return NAN;
}

static void print_rule(const struct gate_outcome *o,
		       const struct report_style *style, FILE *out)
{
	double level = verdict_level(o);

	if (!isfinite(level))
		table_print(style, out, INK_DIM, "base (%s)",
			    o->base_name ? o->base_name : "unnamed");
	else
		table_print(
		    style, out, INK_DIM,
		    "base (%s), head: median over processes of their "
		    "lower quartiles; change: shift between the two "
		    "sets of processes, + is slower; interval: %.4g %%; "
		    "MDE: smallest slow-down found 4 times in 5",
		    o->base_name ? o->base_name : "unnamed", 100 * level);
}

static void print_stored(const struct gate_outcome *outcome,
			 const struct report_style *style, FILE *out)
{
	print_rule(outcome, style, out);
	print_advisory(outcome, style, out);
}

int report_verdicts(const struct result *head, const struct report_style *style,
		    FILE *out, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	struct verdict_rows rows = {.table = &table, .head = head};
	const struct gate_outcome *outcome = head->outcome;

	if (!outcome)
		return err_set(err, ERR_NO_DATA, "nothing was compared");
	int r = verdict_rows_add(&rows, err);
	if (r == 0 && outcome->verdict_count)
		r = table_write(&table, style, out, err);
	if (r < 0)
		return r;
	if (outcome->verdict_count)
		fputc('\n', out);
	verdict_print_reasons(rows.reasons, style, out);
	if (outcome->paired)
		verdict_paired_words(outcome, &head->gate, style, out);
	else
		print_stored(outcome, style, out);
	verdict_print_metrics(head, style, out);
	interference_print(head, style, out);
	verdict_print_counts(outcome, style, out);
	return table_check(out, err);
}
