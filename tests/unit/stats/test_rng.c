#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "stats/rng.h"

Test(rng, state_is_splitmix64_of_the_seed)
{
	struct rng rng;
	rng_init(&rng, 1234567);
	/* Published first outputs of splitmix64 for this seed. */
	cr_assert(eq(u64, rng.state[0], UINT64_C(6457827717110365317)));
	cr_assert(eq(u64, rng.state[1], UINT64_C(3203168211198807973)));
	cr_assert(eq(u64, rng.state[2], UINT64_C(9817491932198370423)));
	cr_assert(eq(u64, rng.state[3], UINT64_C(4593380528125082431)));
}

Test(rng, stream_is_xoshiro256_star_star)
{
	struct rng rng = {{1, 2, 3, 4}};
	/* First outputs of the authors' program for this state. */
	cr_assert(eq(u64, rng_next(&rng), 11520));
	cr_assert(eq(u64, rng_next(&rng), 0));
	cr_assert(eq(u64, rng_next(&rng), 1509978240));
	cr_assert(eq(u64, rng_next(&rng), UINT64_C(1215971899390074240)));
}

Test(rng, same_seed_same_stream_and_others_differ)
{
	struct rng a, b, c;
	rng_init(&a, 7);
	rng_init(&b, 7);
	rng_init(&c, 8);
	uint64_t first = rng_next(&a);
	cr_assert(eq(u64, first, rng_next(&b)));
	cr_assert(ne(u64, first, rng_next(&c)));
}

Test(rng, below_stays_below_and_reaches_all)
{
	struct rng rng;
	size_t count[7] = {0};
	rng_init(&rng, 1);
	for (int i = 0; i < 7000; i++) {
		uint64_t x = rng_below(&rng, 7);
		cr_assert(lt(u64, x, 7));
		count[x]++;
	}
	for (int i = 0; i < 7; i++) {
		/* 1000 expected, sd 29 */
		cr_assert(gt(sz, count[i], 850));
		cr_assert(lt(sz, count[i], 1150));
	}
	cr_assert(eq(u64, rng_below(&rng, 1), 0));
}

Test(rng, below_has_no_modulo_bias)
{
	/* With x % bound the lower half would come twice as often. */
	const uint64_t bound = (UINT64_C(1) << 63) + (UINT64_C(1) << 62);
	struct rng rng;
	size_t low = 0;
	rng_init(&rng, 2);
	for (int i = 0; i < 9000; i++)
		low += rng_below(&rng, bound) < bound / 3;
	/* 3000 expected, sd 45; biased: 4500 */
	cr_assert(gt(sz, low, 2750));
	cr_assert(lt(sz, low, 3250));
}

Test(rng, unit_is_in_range_with_the_right_mean)
{
	struct rng rng;
	double sum = 0;
	rng_init(&rng, 3);
	for (int i = 0; i < 10000; i++) {
		double x = rng_unit(&rng);
		cr_assert(ge(dbl, x, 0.0));
		cr_assert(lt(dbl, x, 1.0));
		sum += x;
	}
	cr_assert(epsilon_eq(dbl, sum / 10000, 0.5, 0.015));
}

Test(rng, shuffle_keeps_the_items_and_is_uniform)
{
	struct rng rng;
	size_t count[6] = {0};
	rng_init(&rng, 4);
	for (int i = 0; i < 6000; i++) {
		uint32_t items[3] = {0, 1, 2};
		rng_shuffle(&rng, items, 3);
		cr_assert(eq(u32, items[0] + items[1] + items[2], 3));
		cr_assert(ne(u32, items[0], items[1]));
		count[items[0] * 2 + (items[1] > items[2])]++;
	}
	for (int i = 0; i < 6; i++) {
		cr_assert(gt(sz, count[i], 850));
		cr_assert(lt(sz, count[i], 1150));
	}
	rng_shuffle(&rng, NULL, 0);
}

Test(rng, derive_depends_on_each_argument)
{
	uint64_t x = rng_derive(1, 2, 3);
	cr_assert(eq(u64, x, rng_derive(1, 2, 3)));
	cr_assert(ne(u64, x, rng_derive(0, 2, 3)));
	cr_assert(ne(u64, x, rng_derive(1, 0, 3)));
	cr_assert(ne(u64, x, rng_derive(1, 2, 0)));
	cr_assert(ne(u64, x, rng_derive(1, 3, 2)));
}
