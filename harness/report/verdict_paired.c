#include <inttypes.h>
#include <math.h>

#include "base/str.h"
#include "report/show.h"
#include "report/verdict_table.h"

static bool has_second(const struct gate_outcome *o)
{
	for (size_t i = 0; i < o->verdict_count; i++)
		if (o->verdict[i].first_pairs)
			return true;
	return false;
}

static void print_legend(const struct gate_outcome *o,
			 const struct report_style *style, FILE *out)
{
	double level = verdict_level(o);

	if (isfinite(level))
		table_print(style, out, INK_DIM,
			    "base (%s), change: head against it in pairs of "
			    "processes, + is slower; interval: %.4g %%, its "
			    "upper end is the largest slow-down that the "
			    "pairs allow; MDE: smallest slow-down found 4 "
			    "times in 5%s",
			    o->base_name ? o->base_name : "unnamed",
			    100 * level,
			    has_second(o) ? "; pairs A+B: what A showed was "
					    "asked again of B"
					  : "");
}

/* Thetas of what pairs decided. */
struct thetas {
	double least, most; /* 0: none */
};

static void add_theta(struct thetas *thetas, double theta)
{
	if (theta <= 0)
		return;
	if (thetas->most <= 0 || theta < thetas->least)
		thetas->least = theta;
	thetas->most = fmax(thetas->most, theta);
}

static struct thetas find_thetas(const struct gate_outcome *o)
{
	struct thetas thetas = {0};

	for (size_t i = 0; i < o->verdict_count; i++) {
		const struct verdict *v = &o->verdict[i];

		if (v->timed)
			add_theta(&thetas, v->theta);
		for (size_t k = 0; k < v->metric_count; k++)
			if (v->metric[k].decides && !v->metric[k].exact)
				add_theta(&thetas, v->metric[k].theta);
	}
	if (thetas.most <= 0)
		thetas.least = thetas.most = o->theta;
	return thetas;
}

static void add_thetas(struct str *text, const struct gate_outcome *o)
{
	struct thetas thetas = find_thetas(o);

	if (thetas.least < thetas.most)
		str_addf(text,
			 "theta %g %% to %g %%, by case and metric: red beyond "
			 "half of it, green within it",
			 100 * thetas.least, 100 * thetas.most);
	else
		str_addf(
		    text, "theta %g %%: red beyond %g %%, green within %g %%",
		    100 * thetas.most, 50 * thetas.most, 100 * thetas.most);
}

/* How the verdict was reached. */
static void print_method(const struct gate_outcome *o, uint64_t shards,
			 const struct report_style *style, FILE *out)
{
	uint64_t pairs = 0, confirmed = 0, alone = 0;
	CLEANUP(str_release) struct str text = {0};

	for (size_t i = 0; i < o->verdict_count; i++) {
		const struct verdict *v = &o->verdict[i];

		pairs += v->pairs + v->first_pairs;
		confirmed += v->confirmed;
		alone += v->alone;
	}
	if (o->tests == 0 && pairs == 0) {
		table_print(style, out, INK_PLAIN,
			    "base (%s); decided by counts alone",
			    o->base_name ? o->base_name : "unnamed");
		return;
	}
	str_addf(&text,
		 "reached by %" PRIu64 " pair%s in %.1f s: %" PRIu64
		 " test%s, ",
		 pairs, pairs == 1 ? "" : "s", o->spent_ns / 1e9, o->tests,
		 o->tests == 1 ? "" : "s");
	add_thetas(&text, o);
	str_addf(&text,
		 "; at most %g %% of runs of the whole suite with a false red",
		 100 * o->error);
	if (shards > 1)
		str_addf(&text, ", %.2g %% of this one of %" PRIu64 " shards",
			 100 * o->error / (double)shards, shards);
	if (confirmed)
		str_addf(&text, "; a second set confirmed %" PRIu64, confirmed);
	if (alone)
		str_addf(&text, "; %" PRIu64 " by two execs a pair", alone);
	table_print(style, out, INK_PLAIN, "%s", str_text(&text));
}

void verdict_paired_words(const struct gate_outcome *o,
			  const struct suite_gate *policy,
			  const struct report_style *style, FILE *out)
{
	print_legend(o, style, out);
	print_method(o, policy->shards, style, out);
	for (size_t i = 0; i < o->note_count; i++)
		table_print(style, out, INK_YELLOW, "note: %s", o->note[i]);
	if (o->unfit)
		table_print(style, out, INK_RED, "machine unfit: %s", o->unfit);
}
