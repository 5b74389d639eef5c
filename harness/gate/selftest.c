#include "gate/selftest.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "stats/binomial.h"
#include "stats/stats.h"

static int by_cell(const void *a, const void *b)
{
	const struct selftest_decision *x =
	    *(const struct selftest_decision *const *)a;
	const struct selftest_decision *y =
	    *(const struct selftest_decision *const *)b;
	int by_bench = str_natural(x->bench, y->bench);

	if (by_bench != 0)
		return by_bench;
	return (x->effect > y->effect) - (x->effect < y->effect);
}

static struct estimate share_of(uint64_t k, uint64_t n)
{
	struct stats_share share = stats_share_interval(k, n, SELFTEST_LEVEL);

	if (n == 0)
		return (struct estimate){.available = false};
	return (struct estimate){
	    .available = true,
	    .value = (double)k / (double)n,
	    .low = share.low,
	    .high = share.high,
	    .level = SELFTEST_LEVEL,
	};
}

static void count(struct selftest_cell *cell, enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_REGRESSED:
		cell->regressed++;
		break;
	case VERDICT_IMPROVED:
		cell->improved++;
		break;
	case VERDICT_EQUIVALENT:
		cell->equivalent++;
		break;
	case VERDICT_INCONCLUSIVE:
		cell->inconclusive++;
		break;
	case VERDICT_ADDED:
	case VERDICT_REMOVED:
	case VERDICT_BROKEN:
		cell->broken++;
		return;
	}
	cell->decisions++;
}

/* Numbers of the decisions of one cell. */
struct columns {
	double *ratio, *pairs, *ns;
	size_t ratios, decisions;
};

static void take(struct columns *columns, const struct selftest_decision *d)
{
	if (d->kind == VERDICT_BROKEN)
		return;
	if (isfinite(d->ratio))
		columns->ratio[columns->ratios++] = d->ratio;
	columns->pairs[columns->decisions] = (double)d->pairs;
	columns->ns[columns->decisions++] = d->spent_ns;
}

static double median_of(double *x, size_t n)
{
	stats_sort(x, n);
	return stats_median_sorted(x, n);
}

static void describe(struct selftest_cell *cell, struct columns *columns)
{
	struct stats_interval reads;

	cell->flagged = share_of(cell->regressed, cell->decisions);
	cell->median_pairs = median_of(columns->pairs, columns->decisions);
	cell->median_ns = median_of(columns->ns, columns->decisions);
	if (columns->ratios == 0)
		return;
	stats_sort(columns->ratio, columns->ratios);
	reads = stats_median_interval(columns->ratio, columns->ratios,
				      SELFTEST_LEVEL);
	cell->reads = (struct estimate){
	    .available = true,
	    .value = reads.estimate,
	    .low = reads.bounded ? reads.low : (double)NAN,
	    .high = reads.bounded ? reads.high : (double)NAN,
	    .level = SELFTEST_LEVEL,
	};
}

/* The cell of the decisions from SORTED on; returns how many they are. */
static size_t summarise_cell(struct selftest_cell *cell,
			     struct selftest_decision *const *sorted,
			     size_t left, struct columns *columns)
{
	size_t n = 0;

	*cell = (struct selftest_cell){
	    .bench = sorted[0]->bench,
	    .effect = sorted[0]->effect,
	    .expected = sorted[0]->expected,
	};
	columns->ratios = columns->decisions = 0;
	for (; n < left && by_cell(&sorted[0], &sorted[n]) == 0; n++) {
		count(cell, sorted[n]->kind);
		take(columns, sorted[n]);
	}
	describe(cell, columns);
	return n;
}

static int summarise_cells(struct selftest *t, struct err *err)
{
	CLEANUP(arena_release) struct arena scratch = {0};
	size_t n = t->decision_count;
	struct selftest_decision **sorted = arena_array(
	    &scratch, n + 1, sizeof(struct selftest_decision *), err);
	double *numbers = arena_array(&scratch, 3 * n + 1, sizeof(double), err);

	t->cell = arena_array(&t->head.arena, n + 1, sizeof(*t->cell), err);
	t->cell_count = 0;
	if (!sorted || !numbers || !t->cell)
		return -ERR_NOMEM;
	struct columns columns = {
	    .ratio = numbers, .pairs = numbers + n, .ns = numbers + 2 * n};
	for (size_t i = 0; i < n; i++)
		sorted[i] = &t->decision[i];
	qsort(sorted, n, sizeof(*sorted), by_cell);
	for (size_t i = 0; i < n;)
		i += summarise_cell(&t->cell[t->cell_count++], &sorted[i],
				    n - i, &columns);
	return 0;
}

static int contradict(struct selftest *t, const char *text, struct err *err)
{
	if (!text)
		return -ERR_NOMEM;
	size_t n = t->contradiction_count;
	char **more = arena_array(&t->head.arena, n + 1, sizeof(*more), err);

	if (!more)
		return -ERR_NOMEM;
	if (n > 0)
		memcpy(more, t->contradiction, n * sizeof(*more));
	more[n] = arena_strdup(&t->head.arena, text, err);
	t->contradiction = more;
	t->contradiction_count += more[n] != NULL;
	return more[n] ? 0 : -ERR_NOMEM;
}

/* K of N where at most PROMISED of them should be. */
static int check_share(struct selftest *t, const char *what, uint64_t k,
		       uint64_t n, double promised, struct err *err)
{
	struct estimate share = share_of(k, n);
	CLEANUP(str_release) struct str text = {0};

	if (!share.available || share.low <= promised)
		return 0;
	str_addf(&text,
		 "%s in %llu of %llu decisions: %.3g %% [%.3g, %.3g], more "
		 "than the promised %.3g %%",
		 what, (unsigned long long)k, (unsigned long long)n,
		 100 * share.value, 100 * share.low, 100 * share.high,
		 100 * promised);
	return contradict(t, text.failed ? NULL : text.text, err);
}

static int check_reads(struct selftest *t, const struct selftest_cell *c,
		       struct err *err)
{
	const struct estimate *reads = &c->reads;
	double truth = 1 + c->expected;
	CLEANUP(str_release) struct str text = {0};

	if (!reads->available || isnan(reads->low) ||
	    (reads->low <= truth && truth <= reads->high) ||
	    fabs(reads->value - truth) <= SELFTEST_READS_WITHIN)
		return 0;
	str_addf(&text,
		 "%s: a change of %+.2f %% reads as %+.2f %% [%+.2f, %+.2f]",
		 c->bench, 100 * c->expected, 100 * (reads->value - 1),
		 100 * (reads->low - 1), 100 * (reads->high - 1));
	return contradict(t, text.failed ? NULL : text.text, err);
}

static int check_cells(struct selftest *t, struct err *err)
{
	uint64_t beyond = 0, equivalent = 0;
	int r = 0;

	for (size_t i = 0; i < t->cell_count && r == 0; i++) {
		const struct selftest_cell *c = &t->cell[i];

		if (c->expected > t->head.gate.theta) {
			beyond += c->decisions;
			equivalent += c->equivalent;
		}
		r = check_reads(t, c, err);
	}
	return r < 0 ? r
		     : check_share(t,
				   "a change beyond theta was called "
				   "equivalent",
				   equivalent, beyond,
				   SELFTEST_EQUIVALENT_ERROR, err);
}

int selftest_summarise(struct selftest *selftest, struct err *err)
{
	struct selftest *t = selftest;
	double error = t->head.gate.error;
	int r = summarise_cells(t, err);

	t->unchanged = t->false_alarms = t->false_improved = 0;
	t->contradiction_count = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		if (t->cell[i].effect > 0)
			continue;
		t->unchanged += t->cell[i].decisions;
		t->false_alarms += t->cell[i].regressed;
		t->false_improved += t->cell[i].improved;
	}
	t->false_alarm_rate = share_of(t->false_alarms, t->unchanged);
	if (r == 0)
		r = check_share(t, "false alarms", t->false_alarms,
				t->unchanged, error, err);
	if (r == 0)
		r = check_share(t, "false improvements", t->false_improved,
				t->unchanged, error, err);
	return r < 0 ? r : check_cells(t, err);
}
