#include "report/limits.h"

#include "base/mem.h"

static const char *const state_words[] = {
    [LIMIT_KEPT] = "kept",
    [LIMIT_BROKEN] = "broken",
    [LIMIT_INCONCLUSIVE] = "inconclusive",
    [LIMIT_NO_DATA] = "no data",
};

/* What is counted: "no data" needs a verb. */
static const char *const state_counts[] = {
    [LIMIT_KEPT] = "kept",
    [LIMIT_BROKEN] = "broken",
    [LIMIT_INCONCLUSIVE] = "inconclusive",
    [LIMIT_NO_DATA] = "without data",
};

enum table_ink limit_ink(enum limit_state state)
{
	if (state == LIMIT_KEPT)
		return INK_PLAIN;
	return state == LIMIT_BROKEN ? INK_RED : INK_YELLOW;
}

void limit_words(struct str *text, const struct limit_check *limit)
{
	str_addf(text, "limit %s: %s%s%s", limit->text,
		 state_words[limit->state], limit->detail ? ": " : "",
		 limit->detail ? limit->detail : "");
}

void limits_count(struct str *text, const struct gate_outcome *outcome)
{
	size_t count[ARRAY_SIZE(state_counts)] = {0};

	for (size_t i = 0; i < outcome->verdict_count; i++)
		for (size_t k = 0; k < outcome->verdict[i].limit_count; k++)
			count[outcome->verdict[i].limit[k].state]++;
	for (size_t s = 0; s < ARRAY_SIZE(count); s++)
		if (count[s])
			str_addf(text, "%s%zu limit%s %s",
				 text->length ? ", " : "", count[s],
				 count[s] > 1 ? "s" : "", state_counts[s]);
}

static void print_limit(const struct verdict *v,
			const struct limit_check *limit,
			const struct report_style *style, FILE *out)
{
	CLEANUP(str_release) struct str text = {0};

	limit_words(&text, limit);
	table_print(style, out, limit_ink(limit->state), "%s: %s", v->id,
		    str_text(&text));
}

/* Factors of a base, without one. */
static void print_relative(const struct result *result,
			   const struct report_style *style, FILE *out)
{
	const struct suite_limit *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		for (size_t k = 0; k < c->limit_count; k++) {
			if (!c->limit[k].relative)
				continue;
			first = first ? first : &c->limit[k];
			count++;
		}
	}
	if (count == 1)
		table_print(style, out, INK_DIM,
			    "limit %s: needs a base: tare gate", first->text);
	else if (count)
		table_print(style, out, INK_DIM,
			    "%zu limits such as %s need a base: tare gate",
			    count, first->text);
}

void limits_print(const struct result *result, const struct report_style *style,
		  FILE *out)
{
	CLEANUP(str_release) struct str text = {0};

	for (size_t i = 0; i < result->case_count; i++) {
		const struct verdict *v = result->result_case[i].verdict;

		for (size_t k = 0; v && k < v->limit_count; k++)
			if (v->limit[k].state != LIMIT_KEPT)
				print_limit(v, &v->limit[k], style, out);
	}
	if (!result->outcome->base_name)
		print_relative(result, style, out);
	limits_count(&text, result->outcome);
	if (text.length)
		table_print(style, out, INK_BOLD, "%s", str_text(&text));
}
