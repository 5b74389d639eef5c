#include <math.h>
#include <string.h>

#include "base/str.h"
#include "cli/doctor.h"
#include "report/table.h"

#define WHAT_COLUMNS  9
#define STATE_COLUMNS 15
#define EFFECT_INDENT (2 + WHAT_COLUMNS + 1) /* in a narrow terminal */
#define TICK_NS       1e7 /* /proc/stat counts in 1/100 s on every Linux */

static const char mark[] = {
    [DOCTOR_OK] = ' ',
    [DOCTOR_NOTE] = '~',
    [DOCTOR_WARN] = '!',
};

static enum table_ink ink_of(enum doctor_level level)
{
	switch (level) {
	case DOCTOR_OK:
		break;
	case DOCTOR_NOTE:
		return INK_YELLOW;
	case DOCTOR_WARN:
		return INK_RED;
	}
	return INK_PLAIN;
}

static void add_line(struct table *table, const struct doctor_line *line,
		     unsigned columns)
{
	enum table_ink ink = ink_of(line->level);
	char means[160], head[128], text[320];

	(void)snprintf(means, sizeof(means), "%s%s%s", line->effect,
		       line->mend[0] ? "; " : "", line->mend);
	(void)snprintf(head, sizeof(head), "%c %-*s %s", mark[line->level],
		       WHAT_COLUMNS, line->what, line->state);
	if (!means[0]) {
		table_line(table, ink, 0, "%s", head);
		return;
	}
	(void)snprintf(text, sizeof(text), "%-*s %s",
		       2 + WHAT_COLUMNS + 1 + STATE_COLUMNS, head, means);
	if (str_columns(text) <= columns) {
		table_line(table, ink, 0, "%s", text);
		return;
	}
	table_line(table, ink, 0, "%s", head);
	table_line(table, ink, EFFECT_INDENT, "%s", means);
}

static size_t count_level(const struct doctor *doctor, enum doctor_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < doctor->count; i++)
		n += doctor->line[i].level == level;
	return n;
}

static void add_share(struct str *text, const char *name, double part,
		      double whole)
{
	if (part >= 0 && whole > 0)
		str_addf(text, "%s %.1f %%", name, 100 * part / whole);
}

static void add_bench(struct table *table, const struct doctor_bench *bench,
		      double theta)
{
	CLEANUP(str_release) struct str text = {0};

	str_addf(&text, "  %-8s  %zu pairs", bench->name, bench->pairs);
	if (isfinite(bench->sd))
		str_addf(&text, ", sd %.2f %%", 100 * bench->sd);
	if (isfinite(bench->mde))
		str_addf(&text, "; a gate of 1 s finds %.1f %%",
			 100 * bench->mde);
	else
		str_add(&text, "; a gate of 1 s finds nothing");
	if (isfinite(bench->needs_ns))
		str_addf(&text, "; %.3g %% takes %.*f s", 100 * theta,
			 bench->needs_ns < 10e9 ? 1 : 0, bench->needs_ns / 1e9);
	table_line(table, INK_PLAIN, 0, "%s", str_text(&text));
}

static void add_noise(struct table *table, const struct doctor_noise *noise)
{
	const struct interference *sum = &noise->interference;
	CLEANUP(str_release) struct str text = {0};
	double slices = 0, disturbed = 0;

	if (!noise->measured) {
		if (noise->reason[0])
			table_line(table, INK_YELLOW, 0,
				   "~ noise     not measured: %s",
				   noise->reason);
		return;
	}
	for (size_t i = 0; i < noise->bench_count; i++) {
		slices += (double)noise->bench[i].slices;
		disturbed += (double)noise->bench[i].disturbed;
	}
	str_addf(&text, "noise, %.1f s: ", sum->wall_ns / 1e9);
	add_share(&text, "disturbed slices", disturbed, slices);
	add_share(&text, ", steal", sum->steal_ticks * TICK_NS, sum->wall_ns);
	add_share(&text, ", cpu pressure", sum->psi_cpu_us * 1e3, sum->wall_ns);
	table_line(table, INK_PLAIN, 0, "%s", str_text(&text));
	for (size_t i = 0; i < noise->bench_count; i++)
		add_bench(table, &noise->bench[i], noise->theta);
	if (noise->unfit[0])
		table_line(table, INK_RED, 0, "! unfit: %s", noise->unfit);
}

int doctor_print(const struct doctor *doctor, const struct report_style *style,
		 FILE *out, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	const struct machine_identity *machine = &doctor->machine;
	char model[48];

	table_line(&table, INK_PLAIN, 0, "machine %s: %s",
		   machine->id[0] ? machine->id : "unknown",
		   str_printable(model, sizeof(model), machine->cpu_model));
	for (size_t i = 0; i < doctor->count; i++)
		add_line(&table, &doctor->line[i], style->columns);
	table_line(&table, INK_PLAIN, 0,
		   "! %zu to mend, ~ %zu to know; each: state, effect; mend. "
		   "More: tare doctor --json",
		   count_level(doctor, DOCTOR_WARN),
		   count_level(doctor, DOCTOR_NOTE));
	add_noise(&table, &doctor->noise);
	return table_write(&table, style, out, err);
}
