/*
 * Below the table: what processes left behind or said, once a case, and
 * where a process had no time for all its slices.
 */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "report/run_table.h"
#include "report/table.h"

#define MAX_NOTES 20
#define MAX_NAMES 5

/* The first note of a case, and how many of its processes have one. */
static size_t find_note(const struct result_case *c, const char **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < c->process_count; i++) {
		const char *note = c->process[i].note;

		if (note && count++ == 0)
			*ret = note;
	}
	return count;
}

static void print_note(const struct result_case *c, const char *note,
		       size_t count, const struct report_style *style,
		       FILE *out)
{
	struct str text = {0};

	str_addf(&text, "%s: %s", c->id, note);
	if (count < c->process_count)
		str_addf(&text, " (%zu of %zu processes)", count,
			 c->process_count);
	table_print(style, out, INK_YELLOW, "%s", str_text(&text));
	str_release(&text);
}

static void print_notes(const struct result *result,
			const struct report_style *style, FILE *out)
{
	const char *note = NULL;
	size_t cases = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		size_t count = find_note(c, &note);

		if (count > 0 && ++cases <= MAX_NOTES)
			print_note(c, note, count, style, out);
	}
	if (cases > MAX_NOTES)
		table_print(style, out, INK_YELLOW,
			    "and notes of %zu more cases; see the JSON",
			    cases - MAX_NOTES);
}

/* The fewest slices of a process that measured, or PLANNED. */
static uint64_t fewest_slices(const struct result_case *c, uint64_t planned)
{
	uint64_t fewest = planned;

	for (size_t i = 0; i < c->process_count; i++) {
		const struct process_samples *p = &c->process[i];

		if (p->status == CASE_OK && p->slice_count < fewest)
			fewest = p->slice_count;
	}
	return fewest;
}

static void print_short(const struct result *result,
			const struct report_style *style, FILE *out)
{
	struct str names = {0};
	size_t cases = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		uint64_t slices = fewest_slices(c, result->slices);

		if (slices == result->slices || ++cases > MAX_NAMES)
			continue;
		str_addf(&names, "%s%s (%" PRIu64 " of %" PRIu64 ")",
			 cases > 1 ? ", " : "", c->id, slices, result->slices);
	}
	if (cases > MAX_NAMES)
		str_addf(&names, ", and %zu more cases", cases - MAX_NAMES);
	if (cases > 0)
		table_print(style, out, INK_DIM,
			    "fewer slices than planned, as their time was up: "
			    "%s",
			    str_text(&names));
	str_release(&names);
}

/* What a pass says of a case: how it ended, or why it counted nothing. */
static void add_pass(struct str *text, const struct count_samples *s)
{
	const char *name = count_pass_name(s->pass);

	if (s->status != CASE_OK)
		str_addf(text, "%s: %s: %s", name, case_status_name(s->status),
			 s->reason ? s->reason : "no reason was given");
	else
		str_addf(text, "%s: %s", name, s->note);
}

/* The table has told how a case ended that was only counted. */
static bool is_noted(const struct result_case *c, const struct count_samples *s)
{
	return s->status == CASE_OK
		   ? s->note != NULL
		   : c->process_count > 0 || c->status == CASE_OK;
}

static size_t print_passes(const struct result_case *c, size_t shown,
			   const struct report_style *style, FILE *out)
{
	size_t count = 0;

	for (size_t i = 0; i < c->counted_count; i++) {
		CLEANUP(str_release) struct str text = {0};

		if (!is_noted(c, &c->counted[i]) || shown + ++count > MAX_NOTES)
			continue;
		add_pass(&text, &c->counted[i]);
		table_print(style, out, INK_YELLOW, "%s: %s", c->id,
			    str_text(&text));
	}
	return count;
}

static bool has_pass_notes(const struct result_case *c)
{
	for (size_t i = 0; i < c->counted_count; i++)
		if (is_noted(c, &c->counted[i]))
			return true;
	return false;
}

static void print_all_passes(const struct result *result,
			     const struct report_style *style, FILE *out)
{
	size_t shown = 0;

	for (size_t i = 0; i < result->case_count; i++)
		shown +=
		    print_passes(&result->result_case[i], shown, style, out);
	if (shown > MAX_NOTES)
		table_print(style, out, INK_YELLOW,
			    "and %zu more notes of what was counted; see the "
			    "JSON",
			    shown - MAX_NOTES);
}

void run_notes(const struct result *result, const struct report_style *style,
	       FILE *out)
{
	bool blank = false;
	const char *note = NULL;

	for (size_t i = 0; i < result->case_count && !blank; i++) {
		const struct result_case *c = &result->result_case[i];

		blank = find_note(c, &note) > 0 ||
			fewest_slices(c, result->slices) < result->slices ||
			has_pass_notes(c);
	}
	if (!blank)
		return;
	fputc('\n', out);
	print_notes(result, style, out);
	print_all_passes(result, style, out);
	print_short(result, style, out);
}
