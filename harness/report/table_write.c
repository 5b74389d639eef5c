#include "report/table.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"

#define GAP       2  /* columns between columns */
#define NAME_WANT 32 /* a name this long may cost optional columns */
#define NAME_MIN  12
#define WIDTH_MIN 40

/* How the table is laid out at one width. */
struct layout {
	const struct table *table;
	bool colour;
	unsigned total; /* columns of the terminal */
	unsigned width[TABLE_MAX_COLUMNS];
	bool shown[TABLE_MAX_COLUMNS];
};

/* Layout */

static unsigned max_u(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static void measure(struct layout *layout)
{
	const struct table *table = layout->table;

	for (size_t i = 0; i < table->column_count; i++) {
		layout->shown[i] = !table->hidden[i];
		layout->width[i] =
		    (unsigned)str_columns(table->column[i].title);
	}
	for (size_t r = 0; r < table->row_count; r++) {
		const struct table_row *row = &table->row[r];
		size_t count = row->kind == ROW_CELLS ? table->column_count : 1;

		for (size_t i = 0; i < count && row->kind != ROW_LINE; i++)
			layout->width[i] =
			    max_u(layout->width[i], row->cell[i].columns);
	}
}

/* Columns that all but the name take; free text at the end counts 0. */
static unsigned rest_columns(const struct layout *layout)
{
	unsigned rest = 0;

	for (size_t i = 1; i < layout->table->column_count; i++)
		if (layout->shown[i] && !layout->table->column[i].cut)
			rest += GAP + layout->width[i];
	return rest;
}

static bool drop_column(struct layout *layout)
{
	const struct table *table = layout->table;
	size_t victim = 0;

	for (size_t i = 1; i < table->column_count; i++)
		if (layout->shown[i] && table->column[i].drop &&
		    table->column[i].drop >= table->column[victim].drop)
			victim = i;
	if (victim == 0)
		return false;
	layout->shown[victim] = false;
	return true;
}

/*
 * Columns that four names of five need, at most NAME_WANT: a few long ones
 * do not cost the others their columns.
 */
static unsigned name_want(const struct table *table)
{
	size_t fits[NAME_WANT + 1] = {0}, names = 0, seen = 0;

	for (size_t r = 0; r < table->row_count; r++) {
		unsigned columns = table->row[r].cell[0].columns;

		if (table->row[r].kind == ROW_LINE)
			continue;
		fits[columns < NAME_WANT ? columns : NAME_WANT]++;
		names++;
	}
	for (unsigned i = 0; i <= NAME_WANT; i++) {
		seen += fits[i];
		if (5 * seen >= 4 * names)
			return i;
	}
	return NAME_WANT;
}

static void fit(struct layout *layout)
{
	const struct table *table = layout->table;
	unsigned want, rest;

	want = table->one_line ? layout->width[0] : name_want(table);
	while (want + rest_columns(layout) > layout->total)
		if (!drop_column(layout))
			break;
	rest = rest_columns(layout);
	want =
	    layout->total > rest + NAME_MIN ? layout->total - rest : NAME_MIN;
	if (layout->width[0] > want)
		layout->width[0] = want;
}

/* Writing */

static const char *ink_code(enum table_ink ink)
{
	static const char *const codes[] = {
	    [INK_PLAIN] = "",         [INK_BOLD] = "\033[1m",
	    [INK_DIM] = "\033[2m",    [INK_RED] = "\033[31m",
	    [INK_GREEN] = "\033[32m", [INK_YELLOW] = "\033[33m",
	};

	return codes[ink];
}

static void put(FILE *out, bool colour, enum table_ink ink, const char *text,
		size_t length)
{
	bool inked = colour && ink != INK_PLAIN && length;

	if (inked)
		fputs(ink_code(ink), out);
	fwrite(text, 1, length, out);
	if (inked)
		fputs("\033[0m", out);
}

static void put_text(const struct layout *layout, FILE *out,
		     const struct table_cell *cell)
{
	if (cell->text)
		put(out, layout->colour, cell->ink, cell->text,
		    strlen(cell->text));
}

static void blanks(FILE *out, unsigned count)
{
	static const char some[] = "                                ";

	while (count) {
		unsigned part =
		    count < sizeof(some) - 1 ? count : sizeof(some) - 1;

		fwrite(some, 1, part, out);
		count -= part;
	}
}

/* Bytes of the longest prefix of TEXT that takes at most COLUMNS. */
static size_t prefix_bytes(const char *text, unsigned columns)
{
	size_t at = 0, used = 0;

	while (text[at]) {
		char one[8] = {text[at]};
		size_t bytes = 1;

		while ((text[at + bytes] & 0xC0) == 0x80 && bytes < 7) {
			one[bytes] = text[at + bytes];
			bytes++;
		}
		used += str_columns(one);
		if (used > columns)
			break;
		at += bytes;
	}
	return at;
}

/* Bytes of a line of at most COLUMNS that ends between words if it can. */
static size_t line_bytes(const char *text, unsigned columns)
{
	size_t bytes = prefix_bytes(text, columns), space;

	if (!text[bytes])
		return bytes;
	for (space = bytes; space > bytes / 2; space--)
		if (text[space] == ' ' && text[space + 1] != '%')
			return space;
	return bytes ? bytes : strlen(text);
}

/* Wraps TEXT; the cursor stands at column INDENT, and so do later lines. */
static void put_wrapped(const struct layout *layout, FILE *out, unsigned indent,
			const struct table_cell *cell)
{
	const char *text = cell->text ? cell->text : "";
	unsigned room = layout->total > indent + NAME_MIN
			    ? layout->total - indent
			    : NAME_MIN;

	for (;;) {
		size_t bytes = line_bytes(text, room);

		put(out, layout->colour, cell->ink, text, bytes);
		fputc('\n', out);
		text += bytes;
		text += strspn(text, " ");
		if (!*text)
			return;
		blanks(out, indent);
	}
}

/* The first byte of the last COLUMNS columns of TEXT. */
static size_t suffix_start(const char *text, unsigned columns)
{
	size_t at = strlen(text), start = at;

	while (at > 0 && str_columns(text + at) <= columns) {
		start = at;
		do
			at--;
		while (at > 0 && (text[at] & 0xC0) == 0x80);
	}
	return start;
}

/* The name, cut in its middle where even a whole line is too short. */
static void put_name(const struct layout *layout, FILE *out,
		     const struct table_row *row)
{
	const struct table_cell *cell = &row->cell[0];
	const char *text = cell->text ? cell->text : "";
	unsigned half = (layout->total - row->indent - 3) / 2;

	blanks(out, row->indent);
	if (cell->columns <= layout->total || layout->table->one_line) {
		put_text(layout, out, cell);
		return;
	}
	put(out, layout->colour, cell->ink, text, prefix_bytes(text, half));
	fputs("...", out);
	text += suffix_start(text, half);
	put(out, layout->colour, cell->ink, text, strlen(text));
}

/* Blanks owed to the end of the name's column; a long name gets a line. */
static unsigned end_name(const struct layout *layout, FILE *out,
			 const struct table_row *row)
{
	unsigned taken = row->cell[0].columns;

	if (taken <= layout->width[0])
		return layout->width[0] - taken;
	if (layout->table->one_line)
		return 0;
	fputc('\n', out);
	return layout->width[0];
}

/* Free text from column AT + GAP to the end of the line. */
static void put_cut(const struct layout *layout, FILE *out, unsigned at,
		    unsigned owed, const struct table_cell *cell)
{
	unsigned room = layout->total > at + GAP ? layout->total - at - GAP : 0;

	if (!cell->columns || room < NAME_MIN)
		return;
	blanks(out, owed + GAP);
	if (cell->columns <= room) {
		put_text(layout, out, cell);
		return;
	}
	put(out, layout->colour, cell->ink, cell->text,
	    prefix_bytes(cell->text, room - 3));
	fputs("...", out);
}

/* Cells after the name; blanks are owed until a cell with text follows. */
static void put_cells(const struct layout *layout, FILE *out,
		      const struct table_row *row, unsigned owed)
{
	const struct table *table = layout->table;
	unsigned at = max_u(layout->width[0], row->cell[0].columns);

	for (size_t i = 1; i < table->column_count; i++) {
		const struct table_cell *cell = &row->cell[i];
		unsigned pad = layout->width[i] - cell->columns;
		bool right = table->column[i].right;

		if (!layout->shown[i])
			continue;
		if (table->column[i].cut) {
			put_cut(layout, out, at, owed, cell);
			break;
		}
		at += GAP + layout->width[i];
		owed += GAP + (right ? pad : 0);
		if (cell->columns) {
			blanks(out, owed);
			owed = 0;
			put_text(layout, out, cell);
		}
		owed += right ? 0 : pad;
	}
	fputc('\n', out);
}

static void put_row(const struct layout *layout, FILE *out,
		    const struct table_row *row)
{
	unsigned owed;

	if (row->kind == ROW_LINE) {
		blanks(out, row->indent);
		put_wrapped(layout, out, row->indent, &row->cell[0]);
		return;
	}
	put_name(layout, out, row);
	owed = end_name(layout, out, row);
	if (row->kind == ROW_CELLS) {
		put_cells(layout, out, row, owed);
		return;
	}
	blanks(out, owed + GAP);
	put_wrapped(layout, out, layout->width[0] + GAP, &row->cell[1]);
}

static void put_titles(const struct layout *layout, FILE *out)
{
	const struct table *table = layout->table;
	struct table_cell cell[TABLE_MAX_COLUMNS] = {0};
	struct table_row row = {.cell = cell};
	char text[TABLE_MAX_COLUMNS][64];

	for (size_t i = 0; i < table->column_count; i++) {
		cell[i].ink = INK_DIM;
		cell[i].text = str_printable(text[i], sizeof(text[i]),
					     table->column[i].title);
		cell[i].columns = (unsigned)str_columns(text[i]);
	}
	put_row(layout, out, &row);
}

static struct layout layout_at(const struct table *table,
			       const struct report_style *style)
{
	struct layout layout = {.table = table, .colour = style->colour};

	layout.total = style->columns ? style->columns : 80;
	layout.total = max_u(layout.total, WIDTH_MIN);
	return layout;
}

int table_write(const struct table *table, const struct report_style *style,
		FILE *out, struct err *err)
{
	struct layout layout = layout_at(table, style);

	if (table->failed)
		return err_nomem(err, "table");
	measure(&layout);
	fit(&layout);
	if (table->column_count)
		put_titles(&layout, out);
	for (size_t r = 0; r < table->row_count; r++)
		put_row(&layout, out, &table->row[r]);
	return table_check(out, err);
}

void table_print(const struct report_style *style, FILE *out,
		 enum table_ink ink, const char *fmt, ...)
{
	struct layout layout = layout_at(NULL, style);
	char raw[TABLE_MAX_LINE], buf[TABLE_MAX_LINE];
	struct table_cell cell = {.ink = ink, .text = buf};
	va_list args;

	va_start(args, fmt);
	vsnprintf(raw, sizeof(raw), fmt, args);
	va_end(args);
	str_printable(buf, sizeof(buf), raw);
	put_wrapped(&layout, out, 0, &cell);
}

int table_check(FILE *out, struct err *err)
{
	errno = 0;
	if (fflush(out) == 0 && !ferror(out))
		return 0;
	int failed = errno ? errno : EIO;
	if (file_reader_gone(out))
		return 0;
	return err_sys(err, ERR_IO, failed, "the table could not be written");
}
