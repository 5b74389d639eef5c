#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/selftest.h"
#include "report/show.h"

#define MAX_LINES     8
#define NAME_COLUMNS  30
#define DODGE         0.05 /* points between the lines' marks */
#define LEAST_READING 0.8  /* points that the axis of readings reaches */
#define TICKS         6

/* clang-format off */

/* Share of red verdicts over the true change, ... */
static const char power_left[] =
    "set border 3\n"
    "set ytics nomirror out scale 0.5 textcolor rgb INK font F12\n"
    "stats DIR.\"/lists/power.tsv\" every ::0::0 using (STEM = strcol(1), \\\n"
    "\tTITLE = strcol(2), SUB = strcol(3), COUNT = $4, XLOW = $5, \\\n"
    "\tXHIGH = $6, ERROR = $7, YMOST = $8, WITHIN = $9, \\\n"
    "\tXTICKS = strcol(10), YTICKS = strcol(11), 0) nooutput\n"
    "DATA = DIR.\"/data/\".STEM.\".tsv\"\n"
    "do for [FMT in \"svg png\"] {\n"
    "\tW = 1080; H = 420\n"
    "\tif (FMT eq \"svg\") {\n"
    "\t\tset terminal svg size W,H dynamic noenhanced \\\n"
    "\t\t\tbackground \"#ffffff\" rounded linewidth 1.2 \\\n"
    "\t\t\tfont \"DejaVu Sans,Helvetica,Arial,sans-serif,14\"\n"
    "\t} else {\n"
    "\t\tset terminal pngcairo size 2*W,2*H noenhanced \\\n"
    "\t\t\tbackground \"#ffffff\" rounded linewidth 2.4 \\\n"
    "\t\t\tfont \"DejaVu Sans,14\" fontscale 1.5 pointscale 2\n"
    "\t}\n"
    "\tset output DIR.\"/\".STEM.\".\".FMT\n"
    "\tset multiplot\n"
    "\tset tmargin at screen 0.80\n"
    "\tset bmargin at screen 0.145\n"
    "\tset lmargin at screen 0.072\n"
    "\tset rmargin at screen 0.50\n"
    "\tset grid x y\n"
    "\tset xrange [XLOW:XHIGH]\n"
    "\tset yrange [-4:104]\n"
    "\tset xtics () format \"%g\"\n"
    "\tdo for [t = 1:words(XTICKS) - 1:2] {\n"
    "\t\tset xtics add (word(XTICKS, t + 1) real(word(XTICKS, t)))\n"
    "\t}\n"
    "\tset ytics (0, 20, 40, 60, 80, 100) format \"%g\"\n"
    "\tset xlabel \"true change, % (at 0: false alarms)\"\n"
    "\tset ylabel \"gates that were red, %\" offset 0.5,0\n"
    "\tset label 1 TITLE at screen 0.015, 0.945 \\\n"
    "\t\tfont F17 textcolor rgb INK\n"
    "\tset label 2 SUB at screen 0.015, 0.885 \\\n"
    "\t\tfont F12 textcolor rgb MUTE\n"
    "\tset label 3 sprintf(\"false alarms promised: at most %g %%\", ERROR) \\\n"
    "\t\tat graph 0, graph 1 left offset 0,0.6 font F11 textcolor rgb MUTE\n"
    "\tset arrow 1 from XLOW, ERROR to XHIGH, ERROR nohead lc rgb MUTE \\\n"
    "\t\tlw 1 dt (6, 4) back\n"
    "\tplot for [k = 0:COUNT - 1] DATA index k using 1:2 with lines \\\n"
    "\t\t\tlw 1.8 dt 1 + k % 4 lc rgb LINE[k + 1], \\\n"
    "\t\tfor [k = 0:COUNT - 1] DATA index k using 1:2:3:4 \\\n"
    "\t\t\twith yerrorbars pt 7 ps 0.7 lw 1.2 lc rgb LINE[k + 1], \\\n"
    "\t\tDATA index COUNT using (XLOW + 0.60 * (XHIGH - XLOW)):(5 + 7 * $1):(LINE[$1 + 1]) \\\n"
    "\t\t\twith points pt 7 ps 0.7 lc rgb variable, \\\n"
    "\t\tDATA index COUNT using (XLOW + 0.60 * (XHIGH - XLOW)):(5 + 7 * $1):2:(LINE[$1 + 1]) \\\n"
    "\t\t\twith labels left offset 1,0 font F12 tc rgb variable\n"
    "\tunset label\n"
    "\tunset arrow\n"
    "\n";

/* ... and what it reads as, less the truth. */
static const char power_right[] =
    "\tset lmargin at screen 0.575\n"
    "\tset rmargin at screen 0.985\n"
    "\tset yrange [-YMOST:YMOST]\n"
    "\tset ytics () format \"%g\"\n"
    "\tdo for [t = 1:words(YTICKS) - 1:2] {\n"
    "\t\tset ytics add (word(YTICKS, t + 1) real(word(YTICKS, t)))\n"
    "\t}\n"
    "\tset xlabel \"true change, %\"\n"
    "\tset ylabel \"reads as, less the truth, points\" offset 0.5,0\n"
    "\tset label 1 \"median of the gates' estimates, 95 % interval\" \\\n"
    "\t\tat graph 0, graph 1 left offset 0,0.6 font F11 textcolor rgb MUTE\n"
    "\tset object 1 rectangle from XLOW, -WITHIN to XHIGH, WITHIN \\\n"
    "\t\tfillcolor rgb BAND fillstyle solid noborder behind\n"
    "\tset arrow 1 from XLOW, 0 to XHIGH, 0 nohead lc rgb MUTE lw 1 back\n"
    "\tplot for [k = 0:COUNT - 1] DATA index k using 1:5 with points \\\n"
    "\t\t\tpt 7 ps 0.7 lc rgb LINE[k + 1], \\\n"
    "\t\tfor [k = 0:COUNT - 1] DATA index k \\\n"
    "\t\t\tusing 1:($6 == $6 ? $5 : NaN):6:7 with yerrorbars \\\n"
    "\t\t\tpt 7 ps 0.7 lw 1.8 lc rgb LINE[k + 1]\n"
    "\tunset multiplot\n"
    "\tunset output\n"
    "\tunset label\n"
    "\tunset arrow\n"
    "\tunset object\n"
    "}\n";
/* clang-format on */

static const char *const script[] = {chart_script_head, power_left, power_right,
				     NULL};

/* The lines: runs of cells of one benchmark. */
struct lines {
	size_t first[MAX_LINES], length[MAX_LINES];
	size_t count;
	double furthest; /* true change, % */
	double most;     /* of a reading from the truth, points */
};

static double off(const struct selftest_cell *c, double ratio)
{
	return 100 * (ratio - 1 - c->expected);
}

static void widen(struct lines *lines, const struct selftest_cell *c)
{
	const double ends[] = {c->reads.value, c->reads.low, c->reads.high};

	lines->furthest = fmax(lines->furthest, 100 * c->expected);
	for (size_t i = 0; c->reads.available && i < ARRAY_SIZE(ends); i++)
		if (isfinite(ends[i]))
			lines->most = fmax(lines->most, fabs(off(c, ends[i])));
}

static void find_lines(const struct selftest *t, struct lines *lines)
{
	*lines = (struct lines){.most = LEAST_READING / 1.1};
	for (size_t i = 0; i < t->cell_count; i++) {
		bool next = i == 0 ||
			    strcmp(t->cell[i - 1].bench, t->cell[i].bench) != 0;

		if (next && lines->count == MAX_LINES)
			return;
		if (next)
			lines->first[lines->count++] = i;
		lines->length[lines->count - 1]++;
		widen(lines, &t->cell[i]);
	}
}

static void write_number(FILE *out, double value)
{
	if (isfinite(value))
		fprintf(out, "\t%.6g", value);
	else
		fputs("\tNaN", out);
}

/* Marks of several lines at one effect stand side by side. */
static void write_cell(FILE *out, const struct selftest_cell *c, double shift)
{
	const struct estimate *share = &c->flagged, *reads = &c->reads;

	double none = (double)NAN;

	fprintf(out, "%.6g", 100 * c->expected + shift);
	write_number(out, share->available ? 100 * share->value : none);
	write_number(out, share->available ? 100 * share->low : none);
	write_number(out, share->available ? 100 * share->high : none);
	write_number(out, reads->available ? off(c, reads->value) : none);
	write_number(out, reads->available ? off(c, reads->low) : none);
	write_number(out, reads->available ? off(c, reads->high) : none);
	fputc('\n', out);
}

static int write_points(const struct chart_set *set, const char *stem,
			const struct selftest *t, const struct lines *lines,
			struct err *err)
{
	FILE *out = chart_open(set, "data", stem, err);

	if (!out)
		return -ERR_IO;
	fputs("# true change, red, low, high, reads less truth, low, high\n",
	      out);
	for (size_t k = 0; k < lines->count; k++) {
		double shift =
		    DODGE * ((double)k - ((double)lines->count - 1) / 2);

		for (size_t i = 0; i < lines->length[k]; i++)
			write_cell(out, &t->cell[lines->first[k] + i], shift);
		fputs("\n\n", out);
	}
	fputs("# line, name\n", out);
	for (size_t k = 0; k < lines->count; k++) {
		fprintf(out, "%zu\t", k);
		chart_text(out, t->cell[lines->first[k]].bench, NAME_COLUMNS);
		fputc('\n', out);
	}
	return chart_close(set, out, err);
}

/* The row of lists/power.tsv; its columns are read by power_left. */
static int write_row(const struct chart_set *set, const char *stem,
		     const struct selftest *t, const struct lines *lines,
		     struct err *err)
{
	FILE *out = chart_open(set, "lists", "power", err);
	double low = -0.4, high = lines->furthest + 0.4;
	double most = 1.1 * lines->most;

	if (!out)
		return -ERR_IO;
	fprintf(out, "%s\tPower of the paired gate: %zu gates\t", stem,
		t->decision_count);
	fprintf(out,
		"theta %g %%, error %g %%; false alarms: %" PRIu64
		" of %" PRIu64 ", at most %.3g %%; ",
		100 * t->head.gate.theta, 100 * t->head.gate.error,
		t->false_alarms, t->unchanged,
		t->false_alarm_rate.available ? 100 * t->false_alarm_rate.high
					      : 100.0);
	chart_text(out, t->head.machine.cpu_model, NAME_COLUMNS);
	fprintf(out, "\t%zu\t%.6g\t%.6g\t%.6g\t%.6g\t%g\t", lines->count, low,
		high, 100 * t->head.gate.error, most, 0.5);
	chart_ticks(out, 0, high, false, TICKS);
	fputc('\t', out);
	chart_ticks(out, -most, most, false, TICKS);
	fputc('\n', out);
	return chart_close(set, out, err);
}

int report_selftest_plot(const struct selftest *selftest, const char *dir,
			 size_t *ret_count, const char **ret_note,
			 struct err *err)
{
	CLEANUP(chart_set_release) struct chart_set set = {.count = 0};
	struct lines lines;
	int r = chart_set_init(&set, dir, err);

	if (r < 0)
		return r;
	find_lines(selftest, &lines);
	const char *stem = chart_add(
	    &set, "power",
	    "Share of red verdicts over the true change, and what it reads as",
	    err);
	if (!stem)
		return -ERR_NOMEM;
	r = write_points(&set, stem, selftest, &lines, err);
	if (r == 0)
		r = write_row(&set, stem, selftest, &lines, err);
	return r < 0 ? r
		     : chart_set_draw(&set, script, ret_count, ret_note, err);
}
