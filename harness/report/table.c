#include "report/table.h"

#include <stdarg.h>

#include "base/str.h"

void table_init(struct table *table, const struct table_column *columns,
		size_t count)
{
	*table = (struct table){.column_count = 0};
	for (size_t i = 0; i < count; i++)
		table_add_column(table, &columns[i]);
}

void table_add_column(struct table *table, const struct table_column *column)
{
	char buf[64];
	struct table_column *new;

	if (table->column_count == TABLE_MAX_COLUMNS)
		return;
	new = &table->column[table->column_count++];
	*new = *column;
	str_printable(buf, sizeof(buf), column->title);
	new->title = arena_strdup(&table->arena, buf, NULL);
	if (!new->title) {
		new->title = "";
		table->failed = true;
	}
}

static struct table_row *add_row(struct table *table, enum row_kind kind)
{
	struct table_row *row;

	if (vec_reserve(&table->row, &table->row_capacity, table->row_count,
			sizeof(*table->row), NULL) < 0)
		goto failed;
	row = &table->row[table->row_count];
	row->kind = kind;
	row->indent = table->indent;
	row->cell = arena_array(&table->arena,
				kind == ROW_LINE ? 1 : table->column_count,
				sizeof(*row->cell), NULL);
	if (!row->cell)
		goto failed;
	table->row_count++;
	table->cells = 0;
	return row;
failed:
	table->failed = true;
	return NULL;
}

/* The row that is not full yet, or a new one. */
static struct table_row *open_row(struct table *table)
{
	struct table_row *last;

	if (table->row_count) {
		last = &table->row[table->row_count - 1];
		if (last->kind == ROW_CELLS &&
		    table->cells < table->column_count)
			return last;
	}
	return add_row(table, ROW_CELLS);
}

static void set_cell(struct table *table, struct table_cell *cell,
		     enum table_ink ink, const char *text)
{
	char buf[TABLE_MAX_LINE];
	size_t length = str_plain(text);

	if (text[length] || length >= sizeof(buf)) {
		text = str_printable(buf, sizeof(buf), text);
		length = str_columns(buf);
	}
	cell->ink = ink;
	cell->text = arena_strdup(&table->arena, text, NULL);
	cell->columns = (unsigned)length;
	if (!cell->text)
		table->failed = true;
}

void table_text(struct table *table, enum table_ink ink, const char *text)
{
	struct table_row *row = open_row(table);

	if (!row)
		return;
	if (*text)
		set_cell(table, &row->cell[table->cells], ink, text);
	if (table->cells == 0)
		row->cell[0].columns += row->indent;
	table->cells++;
}

void table_cell(struct table *table, enum table_ink ink, const char *fmt, ...)
{
	char buf[TABLE_MAX_TEXT];
	va_list args;

	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	table_text(table, ink, buf);
}

void table_words(struct table *table, enum table_ink ink, const char *fmt, ...)
{
	char buf[TABLE_MAX_LINE];
	struct table_row *row = open_row(table);
	va_list args;

	if (!row || table->column_count < 2)
		return;
	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	row->kind = ROW_WORDS;
	set_cell(table, &row->cell[1], ink, buf);
	table->cells = table->column_count;
}

void table_line(struct table *table, enum table_ink ink, unsigned indent,
		const char *fmt, ...)
{
	char buf[TABLE_MAX_LINE];
	struct table_row *row = add_row(table, ROW_LINE);
	va_list args;

	if (!row)
		return;
	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	row->indent = indent;
	set_cell(table, &row->cell[0], ink, buf);
}

void table_release(struct table *table)
{
	if (!table)
		return;
	arena_release(&table->arena);
	free(table->row);
	*table = (struct table){.column_count = 0};
}
