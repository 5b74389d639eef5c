/* Waivers: regressions that somebody has accepted until a day. */
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

/* A waiver whose case has a verdict. */
static int apply(struct gate_outcome *outcome, struct verdict *row,
		 const struct waivers *waivers, const struct waiver *w,
		 struct arena *arena, struct err *err)
{
	char text[160];

	if (has_expired(waivers, w))
		(void)snprintf(
		    text, sizeof text, "it ended on %s%s", w->expires,
		    row->kind == VERDICT_REGRESSED ? ""
						   : "; it can be removed");
	else if (row->kind == VERDICT_IMPROVED ||
		 row->kind == VERDICT_EQUIVALENT)
		(void)snprintf(text, sizeof text,
			       "the case is %s; it can be removed",
			       verdict_name(row->kind));
	else if (row->kind != VERDICT_REGRESSED)
		return 0;
	else if (row->ratio > w->ceiling)
		(void)snprintf(text, sizeof text,
			       "+%.1f %% is beyond its ceiling of +%.4g %%",
			       percent(row->ratio), percent(w->ceiling));
	else
		return hold(row, w, arena, err);
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
