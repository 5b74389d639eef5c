/*
 * Charts: C writes data files, one constant gnuplot script draws them.
 *
 * gnuplot's language has system() and back-ticks, so no text from a result
 * ever becomes script text: names, titles and labels are fields of data
 * files, and gnuplot reads them as strings.
 *
 *	DIR/charts.gp           the script; redraw: gnuplot charts.gp
 *	DIR/lists/cases.tsv     a row for each chart of a case
 *	DIR/lists/pairs.tsv     a row for each chart of a paired gate's case
 *	DIR/lists/forest.tsv    at most one row, the forest
 *	DIR/lists/scaling.tsv   a row for each chart over a param
 *	DIR/data/STEM.tsv       the points of DIR/STEM.svg and DIR/STEM.png
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/report.h"

#define CHART_MAX_CASES  250 /* charts of cases; more only cost time */
#define CHART_MAX_POINTS 400 /* of one curve: enough for the eye */
#define CHART_MAX_ROWS   40  /* of the forest */
#define CHART_MAX_STEM   80

/* One chart to be drawn. */
struct chart {
	char *stem;     /* file name without extension; [a-z0-9._-] only */
	char *sentence; /* what it shows, for <title> */
};

struct chart_set {
	struct arena arena;
	const char *dir; /* begins with '/' or "./": never '<' or '|' */
	struct chart *chart;
	size_t count, capacity;
	size_t cases, pairs, forests, scalings; /* rows of the lists */
	bool left_out; /* cases beyond CHART_MAX_CASES */
};

/* DIR so that gnuplot takes it for a path whatever its first letter is. */
int chart_set_init(struct chart_set *set, const char *dir, struct err *err);
void chart_set_release(struct chart_set *set);
/*
 * Writes charts.gp from the parts of SCRIPT (NULL-terminated), and draws the
 * charts of SET. Without gnuplot *RET_NOTE says so, else it is NULL.
 */
int chart_set_draw(struct chart_set *set, const char *const *script,
		   size_t *ret_count, const char **ret_note, struct err *err);

/*
 * A free stem for NAME: unsafe characters replaced, and a hash appended
 * when that shortened it or made it equal to an earlier one. The stem is
 * recorded as a chart. NULL with *ERR set on failure.
 */
const char *chart_add(struct chart_set *set, const char *name,
		      const char *sentence, struct err *err);

/* DIR/FOLDER/STEM.tsv for writing. */
FILE *chart_open(const struct chart_set *set, const char *folder,
		 const char *stem, struct err *err);
/* Closes; ERR_IO where a byte was not written. */
int chart_close(const struct chart_set *set, FILE *out, struct err *err);
/*
 * TEXT as a field that gnuplot reads back as it looks: printable, at most
 * COLUMNS wide (cut in its middle), without quotes, escapes doubled.
 */
void chart_text(FILE *out, const char *text, size_t columns);

/*
 * About WANT ticks within [LOW, HIGH] as "VALUE LABEL VALUE LABEL ...", at
 * 1, 2 and 5 times powers of ten; labels in plain numbers.
 */
void chart_ticks(FILE *out, double low, double high, bool logarithmic,
		 unsigned want);
/* The same for times in ns on a logarithmic axis: "100 ns", "1 us". */
void chart_time_ticks(FILE *out, double low, double high, unsigned want);

/*
 * The same for ratios, at round changes: "+2 %"; at most about eight. Per
 * cents are doubled: xtics and ytics take labels for formats.
 */
void chart_change_ticks(FILE *out, double low, double high);

/* Data of each kind; rows are added to the lists, charts to SET. */
int chart_cases(struct chart_set *set, const struct result *result,
		struct err *err);
int chart_forest(struct chart_set *set, const struct result *result,
		 struct err *err);
int chart_pairs(struct chart_set *set, const struct result *result,
		const struct report_pairs *pairs, struct err *err);
int chart_scaling(struct chart_set *set, const struct result *result,
		  struct err *err);

/* The parts of charts.gp, in order; NULL-terminated. The first is common. */
extern const char *const chart_script[];
extern const char chart_script_head[];
extern const char chart_pairs_left[], chart_pairs_right[];

/* True if gnuplot is there and answers with its version. */
bool gnuplot_found(void);
/* Draws DIR/charts.gp in one process. */
int gnuplot_draw(const char *dir, struct err *err);

#endif
