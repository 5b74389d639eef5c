#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stats/rng.h"
#include "stats/swap.h"
#include "swap_vectors.h"

static struct swap_group group;

static void make_group(void)
{
	swap_group_init(&group, 0.05, 1);
}

TestSuite(swap, .init = make_group);

static bool look(struct swap_test *test, const double *d, size_t n,
		 double spent)
{
	struct err err = {0};
	bool rejects;
	int code = swap_test_look(test, d, n, spent, &rejects, &err);
	cr_assert(zero(int, code), "%s", err.text);
	return rejects;
}

static bool one_look(const double *d, size_t n, double shift, int direction,
		     double spent)
{
	struct swap_test test;
	swap_test_init(&test, &group, shift, direction);
	return look(&test, d, n, spent);
}

static double draw(struct rng *rng)
{
	double u = 1 - rng_unit(rng), v = rng_unit(rng);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

Test(swap, looks_agree_with_brute_force)
{
	for (size_t i = 0; i < ARRAY_SIZE(look_rows); i++) {
		struct swap_test test;
		swap_test_init(&test, &group, look_rows[i].shift,
			       look_rows[i].direction);
		for (size_t k = 0; k < 4; k++) {
			bool rejects =
			    look(&test, look_rows[i].d, look_rows[i].look[k],
				 look_rows[i].spent[k]);
			cr_assert(eq(int, rejects, look_rows[i].rejects[k]),
				  "row %zu, look %zu", i, k);
		}
	}
}

/* --- the definition, swap by swap, also where pairs share dimensions --- */

enum { SWAPS = 1 << SWAP_MIN_DIMENSIONS };

static int compare_down(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x < y) - (x > y);
}

static int compare_up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void plain_weights(const double *d, size_t n, double shift,
			  int direction, int32_t *ret)
{
	double sorted[SWAP_MAX_PAIRS];
	for (size_t i = 0; i < n; i++)
		sorted[i] = fabs(d[i] - shift);
	qsort(sorted, n, sizeof *sorted, compare_up);
	double clip = 1.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
	for (size_t i = 0; i < n; i++) {
		double x = direction * (d[i] - shift) / clip;
		x = x > 1 ? 1 : x < -1 ? -1 : x;
		ret[i] = (int32_t)rint(x * 0x1p24);
	}
}

struct plain {
	bool dead[SWAPS];
	size_t dead_count;
};

static bool plain_look(struct plain *plain, const double *d, size_t n,
		       double shift, double spent)
{
	static int32_t value[SWAPS], living[SWAPS];
	int32_t weight[SWAP_MAX_PAIRS];
	unsigned dimensions =
	    n < SWAP_MIN_DIMENSIONS ? (unsigned)n : SWAP_MIN_DIMENSIONS;
	size_t copies = SWAPS >> dimensions, count = 0;
	size_t may = (size_t)(spent * (double)(1u << dimensions)) * copies;

	plain_weights(d, n, shift, 1, weight);
	for (uint32_t u = 0; u < SWAPS; u++) {
		value[u] = 0;
		for (size_t i = 0; i < n; i++)
			value[u] += __builtin_parity(u & group.column[i])
					? -weight[i]
					: weight[i];
		if (!plain->dead[u])
			living[count++] = value[u];
	}
	if (may <= plain->dead_count)
		return false;
	qsort(living, count, sizeof *living, compare_down);
	int32_t critical = living[may - plain->dead_count];
	for (uint32_t u = 0; u < SWAPS; u++)
		if (!plain->dead[u] && value[u] > critical && value[u] > 0) {
			plain->dead[u] = true;
			plain->dead_count++;
		}
	return plain->dead[0];
}

Test(swap, more_pairs_than_dimensions_agree_with_the_definition)
{
	static const size_t looks[] = {8, 11, 15, 20, 40};
	struct rng rng;
	size_t first[6] = {0};

	rng_init(&rng, 4);
	for (int trial = 0; trial < 40; trial++) {
		static struct plain plain;
		struct swap_test test;
		double d[40];
		size_t k = 0;

		memset(&plain, 0, sizeof plain);
		swap_test_init(&test, &group, 0.125, 1);
		for (size_t i = 0; i < 40; i++)
			d[i] = 0.5 +
			       draw(&rng) / (i % 5 ? 1 : 1.1 - rng_unit(&rng));
		if (trial % 4 == 3)
			for (size_t i = 0; i < 40; i++)
				d[i] = rint(4 * d[i]) / 4;
		for (bool rejects = false; k < 5 && !rejects; k += !rejects) {
			double spent = 0.05 * (double)looks[k] / 40;
			rejects = plain_look(&plain, d, looks[k], 0.125, spent);
			bool mine = look(&test, d, looks[k], spent);
			cr_assert(eq(int, mine, rejects), "trial %d, look %zu",
				  trial, looks[k]);
		}
		first[k]++;
	}
	/* The trials reach all cases: at a look beyond 14 pairs, and never. */
	cr_assert(gt(sz, first[0] + first[1], 0));
	cr_assert(gt(sz, first[2] + first[3], 2));
	cr_assert(gt(sz, first[4], 2));
	cr_assert(gt(sz, first[5], 2));
}

Test(swap, no_more_labellings_reject_than_the_level_allows)
{
	/* All ways in which the coins could have fallen, two looks. */
	static const double ties[] = {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4};
	double even[11], d[11];
	const double *size[] = {even, ties};

	for (size_t i = 0; i < 11; i++)
		even[i] = sqrt((double)i + 2);
	for (size_t s = 0; s < 2; s++) {
		size_t rejected = 0;
		for (unsigned coins = 0; coins < 1u << 11; coins++) {
			struct swap_test test;
			swap_test_init(&test, &group, 0, 1);
			for (size_t i = 0; i < 11; i++)
				d[i] =
				    coins >> i & 1 ? -size[s][i] : size[s][i];
			bool early = look(&test, d, 8, 0.02);
			bool late = look(&test, d, 11, 0.05);
			cr_assert(late || !early);
			rejected += late;
		}
		/* 0.05 2^11 = 102.4; ties leave some of it unspent. */
		cr_assert(le(sz, rejected, 102), "%zu", rejected);
		cr_assert(ge(sz, rejected, s ? 60 : 102), "%zu", rejected);
	}
}

/* --- properties --- */

/* The look at which a test first rejects, of 0.05 over 8, 11, 15, 20, 27. */
static size_t first_look(const double *d, double shift, int direction)
{
	static const size_t looks[] = {8, 11, 15, 20, 27};
	struct swap_test test;
	size_t k = 0;
	swap_test_init(&test, &group, shift, direction);
	while (k < 5 && !look(&test, d, looks[k],
			      swap_spent(0.05, (double)looks[k] / 27)))
		k++;
	return k;
}

static void draw_dyadic(struct rng *rng, double *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		d[i] = rint(1024 * (0.4 + draw(rng))) / 1024;
}

Test(swap, shift_scale_and_labels_do_not_matter)
{
	struct rng rng;
	size_t seen[6] = {0};

	rng_init(&rng, 5);
	for (int trial = 0; trial < 60; trial++) {
		double d[27], moved[27], scaled[27], mirrored[27];
		draw_dyadic(&rng, d, 27);
		for (size_t i = 0; i < 27; i++) {
			moved[i] = d[i] + 8;
			scaled[i] = d[i] * 0x1p-9;
			mirrored[i] = -d[i];
		}
		size_t k = first_look(d, 0.125, 1);
		size_t by_move = first_look(moved, 8.125, 1);
		size_t by_scale = first_look(scaled, 0x1p-12, 1);
		size_t by_mirror = first_look(mirrored, -0.125, -1);
		cr_assert(eq(sz, k, by_move));
		cr_assert(eq(sz, k, by_scale));
		cr_assert(eq(sz, k, by_mirror));
		seen[k]++;
	}
	for (size_t k = 0; k < 6; k++)
		cr_assert(gt(sz, seen[k], 0), "no trial ended at look %zu", k);
}

Test(swap, order_within_a_look_does_not_matter)
{
	struct rng rng;
	rng_init(&rng, 6);
	for (int trial = 0; trial < 40; trial++) {
		struct swap_test a, b;
		double d[14], other[14];
		draw_dyadic(&rng, d, 14);
		for (size_t i = 0; i < 8; i++)
			other[i] = d[7 - i];
		for (size_t i = 8; i < 14; i++)
			other[i] = d[21 - i];
		swap_test_init(&a, &group, 0.125, 1);
		swap_test_init(&b, &group, 0.125, 1);
		cr_assert(
		    eq(int, look(&a, d, 8, 0.02), look(&b, other, 8, 0.02)));
		cr_assert(
		    eq(int, look(&a, d, 14, 0.05), look(&b, other, 14, 0.05)));
	}
}

Test(swap, both_directions_cannot_reject)
{
	struct rng rng;
	rng_init(&rng, 7);
	for (int trial = 0; trial < 60; trial++) {
		double d[27];
		draw_dyadic(&rng, d, 27);
		size_t up = first_look(d, 0.5, 1);
		bool down = one_look(d, 27, 0.5, -1, 0.05);
		cr_assert(not(down && up == 4));
	}
}

/* --- groups --- */

Test(swap, group_holds_all_swaps_of_the_first_pairs)
{
	swap_group_init(&group, 0.001, 9);
	cr_assert(eq(uint, group.dimensions, 16));
	for (unsigned i = 0; i < 16; i++)
		cr_assert(eq(u32, group.column[i], 1u | 1u << i));
	for (size_t i = 0; i < SWAP_MAX_PAIRS; i++) {
		cr_assert(eq(u32, group.column[i] & 1, 1));
		cr_assert(lt(u32, group.column[i], 1u << 16));
		for (size_t j = 0; j < i; j++)
			cr_assert(ne(u32, group.column[i], group.column[j]));
	}
}

Test(swap, group_has_50_swaps_for_each_of_the_level)
{
	static const struct {
		double level;
		unsigned dimensions;
	} rows[] = {{1, 14},     {0.05, 14}, {50.0 / 16384, 14}, {0.003, 15},
		    {0.001, 16}, {1e-4, 19}, {1e-5, 20},         {1e-12, 20}};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		swap_group_init(&group, rows[i].level, 1);
		cr_assert(eq(uint, group.dimensions, rows[i].dimensions),
			  "level %g", rows[i].level);
	}
}

Test(swap, group_is_drawn_from_its_seed)
{
	struct swap_group same, other;
	swap_group_init(&same, 0.05, 1);
	swap_group_init(&other, 0.05, 2);
	cr_assert(zero(int, memcmp(&same, &group, sizeof group)));
	cr_assert(not(zero(int, memcmp(&other, &group, sizeof group))));
}

/* --- edges --- */

Test(swap, a_level_below_the_least_probability_never_rejects)
{
	double d[8];
	for (size_t i = 0; i < 8; i++)
		d[i] = 1 + (double)i / 8;
	cr_assert(not(one_look(d, 0, 0, 1, 0.5)));
	cr_assert(not(one_look(d, 1, 0, 1, 0.49)));
	cr_assert(one_look(d, 1, 0, 1, 0.5));
	cr_assert(not(one_look(d, 8, 0, 1, 0.0039)));
	cr_assert(one_look(d, 8, 0, 1, 1.0 / 256));
	cr_assert(not(one_look(d, 8, 0, 1, 0)));
}

Test(swap, constant_data)
{
	double d[60];
	for (size_t i = 0; i < 60; i++)
		d[i] = 0.0625;
	cr_assert(one_look(d, 60, 0.05, 1, 0.001));
	cr_assert(not(one_look(d, 60, 0.05, -1, 0.4)));
	cr_assert(not(one_look(d, 60, 0.0625, 1, 1)));
	cr_assert(not(one_look(d, 60, 0.0625, -1, 1)));
	/* More than half are equal to the shift: nothing to measure by. */
	for (size_t i = 0; i < 29; i++)
		d[i] = 1;
	cr_assert(not(one_look(d, 60, 0.0625, 1, 0.4)));
}

Test(swap, infinite_values_count_as_clipped)
{
	double d[] = {1, 2, 3, 4, 5, 6, 7, 8};
	double huge[] = {1, 2, 3, 4, 5, 6, 7, -1e300};
	double infinite[] = {1, 2, 3, 4, 5, 6, 7, -INFINITY};
	cr_assert(one_look(d, 8, 0, 1, 0.0625));
	for (int k = 1; k < 128; k++) {
		double spent = k / 256.0;
		bool of_huge = one_look(huge, 8, 0, 1, spent);
		bool of_infinite = one_look(infinite, 8, 0, 1, spent);
		cr_assert(eq(int, of_huge, of_infinite));
	}
	infinite[7] = INFINITY;
	cr_assert(one_look(infinite, 8, 0, 1, 1.0 / 256));
	for (size_t i = 3; i < 8; i++)
		infinite[i] = INFINITY;
	cr_assert(not(one_look(infinite, 8, 0, 1, 0.4)));
}

Test(swap, what_is_no_number_weighs_nothing)
{
	double d[] = {1, 2, NAN, 4, 5, 6, 7, 8};
	/* With and without the third label: two swaps as large. */
	cr_assert(not(one_look(d, 8, 0, 1, 1.0 / 256)));
	cr_assert(one_look(d, 8, 0, 1, 2.0 / 256));
	for (size_t i = 3; i < 8; i++)
		d[i] = NAN;
	cr_assert(not(one_look(d, 8, 0, 1, 0.4)));
}

Test(swap, sums_of_120_pairs_do_not_overflow)
{
	double d[SWAP_MAX_PAIRS];
	for (size_t i = 0; i < SWAP_MAX_PAIRS; i++)
		d[i] = i < 59 ? 1 : 1e6;
	d[59] = 1;
	cr_assert(one_look(d, SWAP_MAX_PAIRS, 0, 1, 1e-4));
	cr_assert(not(one_look(d, SWAP_MAX_PAIRS, 0, -1, 0.4)));
}

Test(swap, an_answer_stays)
{
	double d[] = {1, 2, 3, 4, 5, 6, 7, 8, -50, -50, -50};
	struct swap_test test;
	swap_test_init(&test, &group, 0, 1);
	cr_assert(look(&test, d, 8, 0.02));
	cr_assert(look(&test, d, 11, 0.05));
	cr_assert(not(one_look(d, 11, 0, 1, 0.05)));
}

/* As a test of that shift would have answered, look by look. */
Test(swap, another_shift_can_be_asked_afterwards)
{
	static const size_t looks[] = {8, 11, 15, 20};
	size_t both = 0, one = 0;
	struct rng rng;

	rng_init(&rng, 5);
	for (int trial = 0; trial < 300; trial++) {
		struct swap_test asked, fresh;
		double d[20];

		for (size_t i = 0; i < ARRAY_SIZE(d); i++)
			d[i] = 0.6 + draw(&rng);
		swap_test_init(&asked, &group, 0.3, 1);
		swap_test_init(&fresh, &group, 0, 1);
		for (size_t k = 0; k < ARRAY_SIZE(looks); k++) {
			double spent = swap_spent(0.1, (double)looks[k] / 20);
			bool also;

			(void)look(&asked, d, looks[k], spent);
			(void)look(&fresh, d, looks[k], spent);
			cr_assert(zero(
			    int, swap_test_also(&asked, 0, d, &also, NULL)));
			cr_assert(eq(int, also, fresh.rejects));
			both += also && asked.rejects;
			one += also && !asked.rejects;
		}
	}
	cr_assert(gt(sz, both, 50));
	cr_assert(gt(sz, one, 50));
}

Test(swap, too_many_looks_or_pairs_are_refused)
{
	double d[SWAP_MAX_PAIRS + 1] = {0};
	struct swap_test test;
	struct err err = {0};
	bool rejects;

	swap_test_init(&test, &group, 0, 1);
	int code =
	    swap_test_look(&test, d, SWAP_MAX_PAIRS + 1, 0.05, &rejects, &err);
	char *text = err.text;
	char *expected = "look 1 at 121 pairs (at most 24 looks, 120 pairs)";
	cr_assert(eq(int, code, -ERR_LIMIT));
	cr_assert(eq(str, text, expected));
	for (size_t i = 0; i < SWAP_MAX_LOOKS; i++)
		look(&test, d, 8, 0.05);
	err = (struct err){0};
	code = swap_test_look(&test, d, 8, 0.05, &rejects, &err);
	expected = "look 25 at 8 pairs (at most 24 looks, 120 pairs)";
	cr_assert(eq(int, code, -ERR_LIMIT));
	cr_assert(eq(str, text, expected));
}
