/*
 * Counts that are not exact, below the table of `tare run`: of each kind one
 * case; the JSON has the rest.
 */
#include <string.h>

#include "base/str.h"
#include "counters/passes.h"
#include "report/run_table.h"
#include "report/table.h"

static const char uneven[] = "operations are not alike";

/* Those of one kind: the first count, and how many cases have some. */
struct found {
	const struct result_case *of;
	const struct metric *first;
	size_t cases;
};

/* Count METRIC is not exact; *RET: as its operations are not alike. */
static bool is_rough(const struct metric *metric, bool *ret)
{
	*ret = metric->reason &&
	       strncmp(metric->reason, uneven, strlen(uneven)) == 0;
	return metric->available && !metric->exact &&
	       pass_metric_find(metric->name);
}

static void look_at(const struct result_case *c, struct found found[2])
{
	bool seen[2] = {false};

	for (size_t i = 0; i < c->metric_count; i++) {
		bool kind;

		if (!is_rough(&c->metric[i], &kind))
			continue;
		if (!found[kind].first)
			found[kind] = (struct found){c, &c->metric[i], 0};
		found[kind].cases += !seen[kind];
		seen[kind] = true;
	}
}

/* BRIEF: without the reason's numbers. */
static void print_kind(const struct found *found, const char *kind, bool brief,
		       const struct report_style *style, FILE *out)
{
	const char *reason = found->first->reason;
	CLEANUP(str_release) struct str text = {0};

	str_addf(&text, "~ %s: %s: %s", found->of->id, found->first->name,
		 brief || !reason ? kind : reason);
	if (found->cases > 1)
		str_addf(&text, "; %zu more case%s, see the JSON",
			 found->cases - 1, found->cases > 2 ? "s" : "");
	table_print(style, out, INK_YELLOW, "%s", str_text(&text));
}

void run_uneven(const struct result *result, const struct report_style *style,
		FILE *out)
{
	struct found found[2] = {{0}};

	for (size_t i = 0; i < result->case_count; i++)
		if (result->result_case[i].status == CASE_OK)
			look_at(&result->result_case[i], found);
	if (found[false].first)
		print_kind(&found[false], "not the same in every run", false,
			   style, out);
	if (found[true].first)
		print_kind(&found[true], uneven, found[false].first, style,
			   out);
}
