#include "report/interference.h"

#include "base/mem.h"
#include "base/str.h"
#include "machine/machine.h"
#include "report/table.h"

#define TICK_NS 1e7 /* /proc/stat counts in 1/100 s on every Linux */
/* From this share on it is worth a line. */
#define NOTED_DISTURBED 0.05
/* The kernel's totals are brought up to date too seldom for less. */
#define LEAST_TIME_NS 200e6

/* A share of the time that was measured. */
struct part {
	const char *name;
	double share;
	double noted; /* from here on it is worth a word */
};

static void sort_worst_first(struct part *part, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t k = i; k > 0 && part[k].share > part[k - 1].share;
		     k--) {
			struct part swap = part[k];
			part[k] = part[k - 1];
			part[k - 1] = swap;
		}
	}
}

/* "cpu pressure 31.0 %, steal 2.7 %"; what is unknown is below 0. */
static void add_parts(struct str *text, const struct interference *sum)
{
	double us = sum->wall_ns / 1e3;
	struct part part[] = {
	    {"cpu pressure", sum->psi_cpu_us / us, 0.05},
	    {"memory pressure", sum->psi_memory_us / us, 0.01},
	    {"io pressure", sum->psi_io_us / us, 0.05},
	    {"steal", sum->steal_ticks * TICK_NS / sum->wall_ns, 0.01},
	    {"throttled", sum->throttled_us / us, 0.001},
	};

	sort_worst_first(part, ARRAY_SIZE(part));
	for (size_t i = 0; i < ARRAY_SIZE(part); i++)
		if (part[i].share >= part[i].noted)
			str_addf(text, "%s%s %.1f %%", text->length ? ", " : "",
				 part[i].name, 100 * part[i].share);
}

void interference_print(const struct result *result,
			const struct report_style *style, FILE *out)
{
	struct interference sum =
	    interference_sum(result->round, result->round_count);
	double disturbed = sum.slices > 0 ? sum.disturbed / sum.slices : -1;
	CLEANUP(str_release) struct str text = {0}, line = {0};

	if (sum.wall_ns >= LEAST_TIME_NS)
		add_parts(&text, &sum);
	if (text.length == 0 && disturbed < NOTED_DISTURBED)
		return;
	if (disturbed >= 0)
		str_addf(&line, "%.1f %% of the slices disturbed%s",
			 100 * disturbed, text.length ? "; " : "");
	str_add(&line, str_text(&text));
	table_print(style, out, INK_DIM, "machine: %s", str_text(&line));
}
