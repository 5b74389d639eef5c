/*
 * Text tables. The first column is the name of the row; the others hold
 * short values. Every text is made printable on the way in, so callers may
 * pass names from foreign files as they are.
 *
 * Fitting: optional columns are left out until the table fits, then names
 * that are still too long get a line of their own.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "report/report.h"

#define TABLE_MAX_COLUMNS 24
#define TABLE_MAX_TEXT    1024 /* bytes of a cell */
#define TABLE_MAX_LINE    4096

enum table_ink {
	INK_PLAIN,
	INK_BOLD,
	INK_DIM,
	INK_RED,
	INK_GREEN,
	INK_YELLOW,
};

struct table_column {
	const char *title;
	bool right;    /* aligned; for numbers */
	bool cut;      /* last column only: free text, cut where it ends */
	unsigned drop; /* 0: never left out; else the highest goes first */
};

/* Private to table.c and table_write.c from here to struct table. */
enum row_kind { ROW_CELLS, ROW_WORDS, ROW_LINE };

struct table_cell {
	enum table_ink ink;
	char *text; /* NULL: empty */
	unsigned columns;
};

struct table_row {
	enum row_kind kind;
	unsigned indent;
	struct table_cell *cell;
};

/* Zero it, or table_init() it, to begin. */
struct table {
	struct arena arena;
	struct table_column column[TABLE_MAX_COLUMNS];
	bool hidden[TABLE_MAX_COLUMNS]; /* shown at no width */
	size_t column_count;
	struct table_row *row;
	size_t row_count, row_capacity;
	size_t cells;    /* given of the last row */
	bool one_line;   /* long names push their row instead of breaking it */
	bool failed;     /* out of memory, told by table_write() */
	unsigned indent; /* of the names of the rows that follow */
};

void table_init(struct table *table, const struct table_column *columns,
		size_t count);
/* Adds a column after those of table_init(), before the first row. */
void table_add_column(struct table *table, const struct table_column *column);

/* The next cell; a full row is followed by a new one. */
void table_cell(struct table *table, enum table_ink ink, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a text as it is, TABLE_MAX_LINE bytes of it at most. */
void table_text(struct table *table, enum table_ink ink, const char *text);
/* Instead of the cells that are left: words, wrapped beside the name. */
void table_words(struct table *table, enum table_ink ink, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A line of its own, wrapped, INDENT columns from the left. */
void table_line(struct table *table, enum table_ink ink, unsigned indent,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Titles and rows. ERR_IO if OUT does not take them. */
int table_write(const struct table *table, const struct report_style *style,
		FILE *out, struct err *err);
void table_release(struct table *table);

/* A line outside of a table, wrapped to the width of STYLE. */
void table_print(const struct report_style *style, FILE *out,
		 enum table_ink ink, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/*
 * 0, or ERR_IO if something could not be written to OUT. A reader that went
 * away has what it wanted: `tare run | head -1`.
 */
int table_check(FILE *out, struct err *err);

#endif
