/*
 * Waivers: regressions that somebody has accepted until a day. The ceiling is
 * that of the time and of each metric that decides.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "gate/paired_gate.h"

static struct verdict *find_row(const struct gate_outcome *outcome,
				const char *id)
{
	for (size_t i = 0; i < outcome->verdict_count; i++)
		if (strcmp(outcome->verdict[i].id, id) == 0)
			return &outcome->verdict[i];
	return NULL;
}

static bool has_expired(const struct waivers *waivers, const struct waiver *w)
{
	/* ISO dates: their order is that of the letters. */
	return strcmp(waivers->today, w->expires) > 0;
}

static double percent(double ratio)
{
	return 100 * (ratio - 1);
}

static int note(struct gate_outcome *outcome, struct arena *arena,
		struct err *err, const struct waiver *w, const char *text)
{
	char *line = arena_printf(arena, err, "waiver of '%s': %s",
				  str_shown(w->id).text, text);

	if (!line)
		return -ERR_NOMEM;
	outcome->note[outcome->note_count++] = line;
	return 0;
}

static int hold(struct verdict *row, const struct waiver *w,
		struct arena *arena, struct err *err)
{
	row->waived = true;
	row->waiver = arena_printf(arena, err, "until %s, up to +%.4g %%: %s",
				   w->expires, percent(w->ceiling), w->reason);
	return row->waiver ? 0 : -ERR_NOMEM;
}

/* What regressed beyond CEILING, and by how much; NULL: nothing. */
static const char *find_beyond(const struct verdict *row, double ceiling,
			       double *ret)
{
	*ret = row->ratio;
	if (row->timed && row->time_kind == VERDICT_REGRESSED &&
	    row->ratio > ceiling)
		return "";
	for (size_t i = 0; i < row->metric_count; i++) {
		const struct metric_verdict *m = &row->metric[i];
		*ret = m->ratio;
		/* Of a base of 0 there is no ratio, and no ceiling is high. */
		if (m->decides && m->kind == VERDICT_REGRESSED &&
		    !(m->ratio <= ceiling))
			return m->metric;
	}
	return NULL;
}

static void show_beyond(char *buf, size_t size, const struct waiver *w,
			const char *metric, double ratio)
{
	const char *space = metric[0] ? " " : "";

	if (isnan(ratio))
		(void)snprintf(buf, size,
			       "%.48s was 0 and is not any more: beyond any "
			       "ceiling",
			       metric);
	else
		(void)snprintf(buf, size,
			       "%.48s%s+%.1f %% is beyond its ceiling of "
			       "+%.4g %%",
			       metric, space, percent(ratio),
			       percent(w->ceiling));
}

/* A waiver whose case has a verdict. */
static int apply(struct gate_outcome *outcome, struct verdict *row,
		 const struct waivers *waivers, const struct waiver *w,
		 struct arena *arena, struct err *err)
{
	const char *beyond;
	char text[160];
	double ratio;

	if (has_expired(waivers, w)) {
		(void)snprintf(
		    text, sizeof text, "it ended on %s%s", w->expires,
		    row->kind == VERDICT_REGRESSED ? ""
						   : "; it can be removed");
		return note(outcome, arena, err, w, text);
	}
	if (row->kind == VERDICT_IMPROVED || row->kind == VERDICT_EQUIVALENT) {
		(void)snprintf(text, sizeof text,
			       "the case is %s; it can be removed",
			       verdict_name(row->kind));
		return note(outcome, arena, err, w, text);
	}
	if (row->kind != VERDICT_REGRESSED)
		return 0;
	beyond = find_beyond(row, w->ceiling, &ratio);
	if (!beyond)
		return hold(row, w, arena, err);
	show_beyond(text, sizeof text, w, beyond, ratio);
	return note(outcome, arena, err, w, text);
}

int waive(struct gate_outcome *outcome, const struct waivers *waivers,
	  struct arena *arena, struct err *err)
{
	int r = 0;

	for (size_t i = 0; waivers && i < waivers->count && r == 0; i++) {
		const struct waiver *w = &waivers->waiver[i];
		struct verdict *row = find_row(outcome, w->id);

		/* Of a case that is not there a filter may be the cause. */
		r = row ? apply(outcome, row, waivers, w, arena, err)
			: note(outcome, arena, err, w,
			       strpbrk(w->id, "*?")
				   ? "not used, a waiver is of one case and "
				     "takes no pattern"
				   : "not used, no such case was compared");
	}
	return r;
}
