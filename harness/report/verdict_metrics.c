/* Metrics of a case in the tables of verdicts, and the functions behind. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "counters/passes.h"
#include "report/show.h"
#include "report/verdict_table.h"

#define INDENT 2

static bool is_shown(const struct metric_verdict *m)
{
	return m->decides || !m->exact || m->kind == VERDICT_REGRESSED ||
	       m->kind == VERDICT_IMPROVED;
}

size_t verdict_metrics_shown(const struct verdict *v)
{
	size_t count = 0;

	for (size_t i = 0; i < v->metric_count; i++)
		count += is_shown(&v->metric[i]);
	return count;
}

static bool is_unit(const char *unit, const char *name)
{
	return unit && strcmp(unit, name) == 0;
}

static char *show_value(char *buf, const struct metric_verdict *m, double value)
{
	if (m->exact || !isfinite(value))
		return show_count(buf, value);
	if (is_unit(m->unit, "ns"))
		return show_time(buf, value);
	if (is_unit(m->unit, "bytes") || is_unit(m->unit, "B"))
		return str_size(buf, SHOW_SIZE, value);
	return str_si(buf, SHOW_SIZE, value);
}

/* "+1,204 exact": what stands for an interval where there is none. */
static void add_certainty(const struct verdict_rows *rows,
			  const struct metric_verdict *m)
{
	bool compared = m->kind != VERDICT_INCONCLUSIVE || isfinite(m->ratio);
	double difference = compared ? m->head - m->base : (double)NAN;
	char buf[SHOW_SIZE];

	if (!m->exact)
		table_text(rows->table, INK_PLAIN,
			   show_changes(buf, m->low, m->high));
	else if (rows->counts_only || !isfinite(difference) ||
		 m->kind == VERDICT_INCONCLUSIVE)
		table_text(rows->table, INK_PLAIN,
			   show_difference(buf, difference));
	else
		table_cell(rows->table, INK_PLAIN, "%s%sexact",
			   difference != 0 ? show_difference(buf, difference)
					   : "",
			   difference != 0 ? " " : "");
}

static void add_numbers(const struct verdict_rows *rows,
			const struct metric_verdict *m)
{
	struct table *table = rows->table;
	char buf[SHOW_SIZE];

	table_text(table, INK_PLAIN, show_value(buf, m, m->base));
	table_text(table, INK_PLAIN, show_value(buf, m, m->head));
	table_text(table, INK_BOLD,
		   m->exact ? show_count_change(buf, m->ratio)
			    : show_change(buf, m->ratio));
	add_certainty(rows, m);
	if (m->exact)
		*buf = '\0';
	else
		show_share(buf, m->mde - 1);
	table_text(table, INK_PLAIN, buf);
	if (m->pairs)
		table_cell(table, INK_PLAIN, "%llu",
			   (unsigned long long)m->pairs);
	else
		table_text(table, INK_PLAIN, "");
	table_text(table, INK_PLAIN, "");
}

/* " (812 -> 830 calls)"; nothing for the function that was there before. */
static void add_calls(struct str *text, const struct function_change *f)
{
	char base[SHOW_SIZE], head[SHOW_SIZE];

	if (f->base_calls == 0 && f->head_calls == 0)
		return;
	show_count(base, f->base_calls);
	show_count(head, f->head_calls);
	if (strcmp(base, head) == 0)
		str_addf(text, " (%s call%s)", base,
			 strcmp(base, "1") == 0 ? "" : "s");
	else
		str_addf(text, " (%s -> %s calls)", base, head);
}

/* PATH without its directories is OBJECT. */
static bool is_file(const char *path, const char *object)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return path && strcmp(slash ? slash + 1 : path, object) == 0;
}

static bool has_plugin(const struct result_plugin *plugin, size_t count,
		       const char *id, const char *object)
{
	for (size_t i = 0; i < count; i++)
		if (plugin[i].id && strcmp(plugin[i].id, id) == 0 &&
		    is_file(plugin[i].path, object))
			return true;
	return false;
}

/* OBJECT is the plugin that the case comes from, in either build. */
static bool is_own_plugin(const struct result *head, const char *case_id,
			  const char *object)
{
	const struct result_case *c = result_find(head, case_id);

	return c && c->plugin_id &&
	       (has_plugin(head->plugin, head->plugin_count, c->plugin_id,
			   object) ||
		has_plugin(head->base_plugin, head->base_plugin_count,
			   c->plugin_id, object));
}

/* "parse_value in libx.so +1,204 Ir (812 -> 830 calls)" */
static void add_function(const struct verdict_rows *rows,
			 const struct verdict *v,
			 const struct function_change *f)
{
	CLEANUP(str_release) struct str text = {0};
	char buf[SHOW_SIZE];

	str_add(&text, str_shown(f->name).text);
	if (f->object && !is_own_plugin(rows->head, v->id, f->object))
		str_addf(&text, " in %s", str_shown(f->object).text);
	str_addf(&text, " %s Ir", show_difference(buf, f->head - f->base));
	add_calls(&text, f);
	rows->table->failed |= text.failed;
	table_line(rows->table, INK_PLAIN, INDENT + 4, "%s", str_text(&text));
}

static void add_functions(const struct verdict_rows *rows,
			  const struct verdict *v,
			  const struct metric_verdict *m)
{
	double rest = 0;
	char buf[SHOW_SIZE];

	for (size_t i = 0; i < m->function_count; i++) {
		if (i < VERDICT_FUNCTIONS_MAX)
			add_function(rows, v, &m->function[i]);
		else
			rest += m->function[i].head - m->function[i].base;
	}
	if (m->function_count <= VERDICT_FUNCTIONS_MAX)
		return;
	table_line(rows->table, INK_DIM, INDENT + 4,
		   "and %zu more function%s%s, together %s Ir",
		   m->function_count - VERDICT_FUNCTIONS_MAX,
		   m->function_count == VERDICT_FUNCTIONS_MAX + 1 ? "" : "s",
		   m->function_count == VERDICT_MAX_FUNCTIONS ? " at least"
							      : "",
		   show_difference(buf, rest));
}

void verdict_metric_rows(struct verdict_rows *rows, const struct verdict *v)
{
	for (size_t i = 0; i < v->metric_count; i++) {
		const struct metric_verdict *m = &v->metric[i];

		if (!is_shown(m))
			continue;
		rows->table->indent = INDENT;
		table_text(rows->table, INK_PLAIN, m->metric);
		add_numbers(rows, m);
		if (m->decides)
			table_text(rows->table, verdict_ink(m->kind),
				   verdict_name(m->kind));
		else
			table_cell(rows->table, INK_DIM, "(%s)",
				   verdict_name(m->kind));
		rows->table->indent = 0;
		if (verdict_shows_reason(rows, m->kind, m->reason))
			table_line(rows->table, INK_DIM, INDENT + 4, "%s",
				   m->reason);
		add_functions(rows, v, m);
	}
}

/* What the rows of all cases have. */
struct found {
	bool exact, shown, functions;
	size_t same, unknown; /* not shown, and why */
	const char *gain;     /* one of which more is better; or NULL */
};

/* A rate, or a number of which the author says so. */
static bool is_gain(const struct result *head, const char *case_id,
		    const char *name)
{
	const struct result_case *c = result_find(head, case_id);

	for (size_t i = 0; c && i < c->metric_count; i++)
		if (strcmp(c->metric[i].name, name) == 0)
			return !c->metric[i].lower_is_better;
	return false;
}

static struct found find(const struct result *head)
{
	const struct gate_outcome *o = head->outcome;
	struct found found = {0};

	for (size_t i = 0; i < o->verdict_count; i++)
		for (size_t k = 0; k < o->verdict[i].metric_count; k++) {
			const struct metric_verdict *m =
			    &o->verdict[i].metric[k];
			bool shown = is_shown(m);

			found.exact |= shown && m->exact;
			found.shown |= shown && !m->decides;
			found.functions |= shown && m->function_count > 0;
			if (shown && !found.gain &&
			    is_gain(head, o->verdict[i].id, m->metric))
				found.gain = m->metric;
			found.same += !shown && m->kind == VERDICT_EQUIVALENT;
			found.unknown +=
			    !shown && m->kind != VERDICT_EQUIVALENT;
		}
	return found;
}

/* One paragraph for all: "sim.instructions 1 %, allocs 5 %". */
static void print_thetas(const struct suite_gate *policy,
			 const struct report_style *style, FILE *out)
{
	CLEANUP(str_release) struct str text = {0};

	for (size_t i = 0; i < policy->metric_count; i++)
		if (policy->metric[i].theta > 0 &&
		    pass_metric_find(policy->metric[i].name))
			str_addf(&text, "%s%s %g %%", text.length ? ", " : "",
				 policy->metric[i].name,
				 100 * policy->metric[i].theta);
	if (text.length)
		table_print(style, out, INK_PLAIN,
			    "equivalent up to a change of: %s",
			    str_text(&text));
}

static void print_hidden(const struct found *found,
			 const struct report_style *style, FILE *out)
{
	if (found->same)
		table_print(style, out, INK_DIM,
			    "not shown: %zu more count%s, the same in both",
			    found->same, found->same == 1 ? "" : "s");
	if (found->unknown)
		table_print(style, out, INK_DIM,
			    "not shown: %zu more count%s without a verdict; "
			    "the JSON says why",
			    found->unknown, found->unknown == 1 ? "" : "s");
}

void verdict_print_metrics(const struct result *head,
			   const struct report_style *style, FILE *out)
{
	struct found found = find(head);

	if (found.exact)
		table_print(style, out, INK_DIM,
			    "exact: counted in processes of their own, the "
			    "same in every run, and compared by arithmetic%s",
			    found.functions
				? "; Ir: instructions of a function itself, an "
				  "operation, as calls are"
				: "");
	if (found.exact)
		print_thetas(&head->gate, style, out);
	if (found.gain)
		table_print(style, out, INK_DIM,
			    "of %s, and whatever else more is better of, the "
			    "change is that of its inverse: + is worse",
			    found.gain);
	if (found.shown)
		table_print(style, out, INK_DIM,
			    "in parentheses: shown only, it decides nothing");
	print_hidden(&found, style, out);
	if (found.exact && head->simulator)
		table_print(style, out, INK_DIM, "simulated by %s",
			    head->simulator);
}
