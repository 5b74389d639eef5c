#include "base/str.h"
#include "report/order.h"
#include "report/report.h"
#include "report/table.h"

static const struct table_column columns[] = {
    {.title = "case"},
    {.title = "unit"},
    {.title = "tags", .drop = 1},
    {.title = "plugin", .drop = 2},
    {.title = "summary", .cut = true},
};

/* The benchmark's tags and those that the suite adds. */
static void add_tags(struct table *table, const struct plan_case *c)
{
	struct str text = {0};

	str_add(&text, c->bench->tags ? c->bench->tags : "");
	for (size_t i = 0; c->entry && i < c->entry->tag_count; i++)
		str_addf(&text, "%s%s", text.length ? "," : "",
			 c->entry->tag[i]);
	table_text(table, INK_PLAIN, str_text(&text));
	table->failed |= text.failed;
	str_release(&text);
}

int report_catalog(const struct plan *plan, const struct report_style *style,
		   FILE *out, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};

	const struct plan_case **sorted;

	table_init(&table, columns, ARRAY_SIZE(columns));
	int r = order_plan(plan, &table.arena, &sorted, err);
	if (r < 0)
		return r;
	table.one_line = true;
	for (size_t i = 0; i < plan->case_count; i++) {
		const struct plan_case *c = sorted[i];

		table_text(&table, INK_PLAIN, c->id);
		table_text(&table, INK_PLAIN, c->bench->unit);
		add_tags(&table, c);
		table_cell(&table, INK_PLAIN, "%s %s", c->plugin->id,
			   c->plugin->version);
		table_text(&table, INK_DIM,
			   c->bench->summary ? c->bench->summary : "");
	}
	return table_write(&table, style, out, err);
}
