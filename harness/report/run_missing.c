/*
 * Counters that are missing, below the table of `tare run`: once for the whole
 * run, each reason with the names that it holds for.
 */
#include <string.h>

#include "base/str.h"
#include "counters/passes.h"
#include "report/run_table.h"
#include "report/table.h"

/* Counters that go missing together. */
struct group {
	const char *name;
	bool (*has)(const struct metric *metric);
	bool passes; /* a case that lacks them says so itself */
};

static bool is_counted_by(const struct metric *metric, enum count_pass pass)
{
	const struct pass_metric *found = pass_metric_find(metric->name);

	return found && found->pass == pass;
}

static bool is_simulated(const struct metric *metric)
{
	return is_counted_by(metric, COUNT_SIMULATED);
}

static bool is_allocation(const struct metric *metric)
{
	return is_counted_by(metric, COUNT_ALLOCATIONS);
}

static bool is_hardware(const struct metric *metric)
{
	return metric->provider && strcmp(metric->provider, "hardware") == 0;
}

static bool is_os(const struct metric *metric)
{
	return metric->provider && strcmp(metric->provider, "os") == 0 &&
	       !pass_metric_find(metric->name);
}

static const struct group groups[] = {
    {"hardware counters", is_hardware, false},
    {"counters of the system", is_os, false},
    {"simulated counters", is_simulated, true},
    {"counts of allocations", is_allocation, true},
};

struct missing {
	size_t available, absent;
};

static struct missing count_missing(const struct group *group,
				    const struct result_case *c)
{
	struct missing missing = {0};

	for (size_t i = 0; i < c->metric_count; i++) {
		if (!group->has(&c->metric[i]))
			continue;
		missing.available += c->metric[i].available;
		missing.absent += !c->metric[i].available;
	}
	return missing;
}

/*
 * The case that tells it for all: the first one that has the group, of one
 * thread if there is one, as several have a reason of their own. NULL if
 * nothing is missing.
 */
static const struct result_case *find_speaker(const struct group *group,
					      const struct result *result)
{
	const struct result_case *found = NULL;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		struct missing missing = count_missing(group, c);

		if (group->passes && missing.available)
			return NULL;
		if (missing.available + missing.absent == 0)
			continue;
		if (!found || (found->threads > 1 && c->threads <= 1))
			found = c;
	}
	return found && count_missing(group, found).absent ? found : NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_reason(const struct metric *a, const struct metric *b)
{
	return same_text(a->errno_name, b->errno_name) &&
	       same_text(a->reason, b->reason);
}

/* Metric INDEX of C is the first one with its reason. */
static bool is_first(const struct group *group, const struct result_case *c,
		     size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (group->has(&c->metric[i]) && !c->metric[i].available &&
		    same_reason(&c->metric[i], &c->metric[index]))
			return false;
	return true;
}

/* Nobody asked for them by name: what else is to know, the doctor says. */
static bool is_brief(const struct group *group, const struct result *result,
		     const struct missing *missing)
{
	return group->has == is_hardware && missing->available == 0 &&
	       (!result->counters || strcmp(result->counters, "auto") == 0);
}

/* "hardware counters: none: ENOENT, WHY; see tare doctor" */
static void print_brief(const struct group *group, const struct metric *of,
			const struct report_style *style, FILE *out)
{
	const char *reason = of->reason ? of->reason : "no reason given";

	table_print(style, out, INK_DIM, "%s: none: %s, %.*s; see tare doctor",
		    group->name, of->errno_name ? of->errno_name : "unknown",
		    (int)strcspn(reason, ";"), reason);
}

/* "hardware counters: without cycles, branches: ENOENT, WHY; MEND" */
static void print_reason(const struct group *group, const struct result_case *c,
			 size_t index, const struct report_style *style,
			 FILE *out)
{
	struct missing missing = count_missing(group, c);
	const struct metric *of = &c->metric[index];
	CLEANUP(str_release) struct str names = {0};
	size_t count = 0;

	for (size_t i = index; i < c->metric_count; i++)
		if (group->has(&c->metric[i]) && !c->metric[i].available &&
		    same_reason(&c->metric[i], of))
			str_addf(&names, "%s%s", count++ ? ", " : "",
				 c->metric[i].name);
	bool none = missing.available == 0 && count == missing.absent;
	table_print(style, out, INK_DIM,
		    "%s: %s%s: %s, %s%s%s; see tare doctor", group->name,
		    none ? "none" : "without ", none ? "" : str_text(&names),
		    of->errno_name ? of->errno_name : "unknown",
		    of->reason ? of->reason : "no reason given",
		    of->mend && *of->mend ? "; " : "",
		    of->mend ? of->mend : "");
}

/* What only cases themselves can tell is in the notes. */
static bool is_told(const struct group *group, const struct metric *metric)
{
	return group->passes && (!metric->errno_name ||
				 strcmp(metric->errno_name, "ECANCELED") == 0);
}

static void print_group(const struct group *group, const struct result *result,
			const struct result_case *c,
			const struct report_style *style, FILE *out)
{
	struct missing missing = count_missing(group, c);
	bool brief = is_brief(group, result, &missing);

	for (size_t i = 0; i < c->metric_count; i++) {
		if (!group->has(&c->metric[i]) || c->metric[i].available ||
		    is_told(group, &c->metric[i]) || !is_first(group, c, i))
			continue;
		if (brief) {
			print_brief(group, &c->metric[i], style, out);
			return;
		}
		print_reason(group, c, i, style, out);
	}
}

void run_missing(const struct result *result, const struct report_style *style,
		 FILE *out)
{
	for (size_t g = 0; g < ARRAY_SIZE(groups); g++) {
		const struct result_case *c = find_speaker(&groups[g], result);

		if (c)
			print_group(&groups[g], result, c, style, out);
	}
}
