/* A process pair as one number. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "chaos.h"
#include "gate/paired.h"
#include "make_ratios.h"
#include "make_result.h"

static struct result result;

static void setup(void)
{
	make_result(&result);
}

static void teardown(void)
{
	result_release(&result);
}

TestSuite(pair_estimate, .init = setup, .fini = teardown);

static struct pair_estimate estimate(const struct process_samples *base,
				     const struct process_samples *head)
{
	struct pair_estimate e;
	struct err err = {0};

	cr_assert(zero(int, pair_estimate(base, head, &e, &err)));
	return e;
}

/* One pair of SPEC whose head takes LOG_RATIO longer. */
static struct result_case *pair(double log_ratio, struct make_ratios spec)
{
	spec.log_ratio = &log_ratio;
	spec.count = 1;
	return make_ratios(&result, "a", &spec);
}

static struct pair_estimate estimate_of(const struct result_case *c)
{
	return estimate(c->base_process, c->process);
}

static uint64_t *values(struct process_samples *p, const char *name)
{
	return samples_column(p, name)->value;
}

static void constant(struct process_samples *p, const char *name,
		     uint64_t value)
{
	for (size_t i = 0; i < p->column_count; i++)
		if (strcmp(p->column[i].name, name) == 0) {
			p->column[i].constant = true;
			p->column[i].value[0] = value;
		}
}

Test(pair_estimate, reads_the_ratio)
{
	struct pair_estimate e =
	    estimate_of(pair(0.02, (struct make_ratios){0}));
	cr_assert(e.valid);
	cr_assert(epsilon_eq(dbl, e.log_ratio, 0.02, 1e-6));
	cr_assert(epsilon_eq(dbl, e.order_effect, 0, 1e-6));
	cr_assert(eq(u64, e.slices, 50));
	cr_assert(eq(u64, e.disturbed, 0));
}

Test(pair_estimate, orders_that_are_as_frequent_cancel)
{
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct pair_estimate e = estimate_of(pair(
		    0.01, (struct make_ratios){.order = 0.05, .seed = seed}));
		cr_assert(epsilon_eq(dbl, e.log_ratio, 0.01, 1e-6));
		cr_assert(epsilon_eq(dbl, e.order_effect, 0.05, 1e-6));
	}
}

/* The swap tests rest on it: to the last bit. */
Test(pair_estimate, exchanging_the_sides_changes_the_sign_alone)
{
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct result_case *c =
		    pair(0.013, (struct make_ratios){.order = 0.02,
						     .noise = 0.03,
						     .seed = seed,
						     .slices = 7 + seed % 50,
						     .setups = 1 + seed % 9,
						     .disturbed = seed % 4});
		struct pair_estimate e = estimate_of(c);
		struct pair_estimate back =
		    estimate(c->process, c->base_process);
		cr_assert(e.valid);
		cr_assert(e.log_ratio == -back.log_ratio, "seed %d", (int)seed);
		cr_assert(e.order_effect == back.order_effect ||
			  (isnan(e.order_effect) && isnan(back.order_effect)));
		cr_assert(eq(u64, e.disturbed, back.disturbed));
		cr_assert(back.valid);
		result.case_count = 0;
	}
}

Test(pair_estimate, is_the_median_over_slice_pairs)
{
	struct result_case *c =
	    pair(0, (struct make_ratios){.slices = 30, .setups = 3});
	uint64_t *ns = values(c->process, COLUMN_NS);

	/* 14 slices of +1 %, 2 of +2 %, 14 of +8 %, in whichever set-up. */
	for (size_t i = 0; i < 30; i++) {
		double change = i < 14 ? 0.01 : i < 16 ? 0.02 : 0.08;
		ns[i] = (uint64_t)llround((double)ns[i] * exp(change));
	}
	cr_assert(epsilon_eq(dbl, estimate_of(c).log_ratio, 0.02, 1e-6));
}

Test(pair_estimate, a_slice_pair_is_dropped_if_either_side_was_disturbed)
{
	struct result_case *c =
	    pair(0.01, (struct make_ratios){.disturbed = 20});
	uint64_t *disturbed = values(c->base_process, COLUMN_DISTURBED);
	uint64_t *ns = values(c->process, COLUMN_NS);

	for (size_t i = 0; i < 20; i++)
		ns[i] *= 3;
	for (size_t i = 15; i < 30; i++) {
		disturbed[i] = 1;
		ns[i] *= 3;
	}
	struct pair_estimate e = estimate_of(c);
	cr_assert(e.valid);
	cr_assert(epsilon_eq(dbl, e.log_ratio, 0.01, 1e-6));
	cr_assert(eq(u64, e.disturbed, 30));
}

Test(pair_estimate, needs_a_tenth_of_its_slices)
{
	struct make_ratios spec = {.disturbed = 45};
	cr_assert(estimate_of(pair(0, spec)).valid);
	spec.disturbed = 46;
	struct pair_estimate e = estimate_of(pair(0, spec));
	cr_assert(not(e.valid));
	cr_assert(isnan(e.log_ratio));
	cr_assert(eq(u64, e.disturbed, 46));
}

Test(pair_estimate, short_slices_need_three_of_few)
{
	struct make_ratios spec = {.slices = 5, .disturbed = 2};
	cr_assert(estimate_of(pair(0, spec)).valid);
	spec.disturbed = 3;
	cr_assert(not(estimate_of(pair(0, spec)).valid));
}

/* 100 ms each: there may be one, and preempted it still counts. */
Test(pair_estimate, one_long_operation_is_enough)
{
	struct make_ratios spec = {.slices = 1, .ops = 1, .ns = 1e8};
	struct pair_estimate e = estimate_of(pair(0.02, spec));
	cr_assert(e.valid);
	cr_assert(epsilon_eq(dbl, e.log_ratio, 0.02, 1e-6));
	cr_assert(isnan(e.order_effect));

	spec.disturbed = 1;
	e = estimate_of(pair(0.02, spec));
	cr_assert(e.valid);
	cr_assert(epsilon_eq(dbl, e.log_ratio, 0.02, 1e-6));
}

Test(pair_estimate, one_quiet_operation_of_few_is_enough)
{
	struct make_ratios spec = {
	    .slices = 3, .ops = 1, .ns = 1e8, .disturbed = 2};
	struct result_case *c = pair(0.02, spec);
	uint64_t *ns = values(c->process, COLUMN_NS);

	ns[0] *= 2;
	ns[1] *= 2;
	struct pair_estimate e = estimate_of(c);
	cr_assert(e.valid);
	cr_assert(epsilon_eq(dbl, e.log_ratio, 0.02, 1e-6));
}

Test(pair_estimate, few_slices_of_an_order_do_not_tell_what_it_costs)
{
	struct result_case *c = pair(0, (struct make_ratios){.setups = 1});
	uint64_t *head = values(c->process, COLUMN_SECOND);
	uint64_t *base = values(c->base_process, COLUMN_SECOND);

	for (size_t i = 0; i < 50; i++) {
		head[i] = i < 4;
		base[i] = !head[i];
	}
	cr_assert(isnan(estimate_of(c).order_effect));
	head[4] = 1;
	base[4] = 0;
	cr_assert(not(isnan(estimate_of(c).order_effect)));
}

Test(pair_estimate, without_the_columns_of_pairs_it_is_one_set_up)
{
	struct result_case *c = pair(0.01, (struct make_ratios){.setups = 25});
	c->process->column_count = 3;
	struct pair_estimate e = estimate_of(c);
	cr_assert(not(e.valid), "set-ups of one side alone do not match");
	c->base_process->column_count = 3;
	e = estimate_of(c);
	cr_assert(e.valid);
	cr_assert(epsilon_eq(dbl, e.log_ratio, 0.01, 1e-6));
	cr_assert(isnan(e.order_effect));
}

Test(pair_estimate, hostile_columns_give_no_estimate)
{
	struct result_case *c = pair(0, (struct make_ratios){0});
	constant(c->process, COLUMN_OPS, 0);
	cr_assert(not(estimate_of(c).valid));
	constant(c->process, COLUMN_OPS, UINT64_MAX);
	cr_assert(estimate_of(c).valid);
	constant(c->base_process, COLUMN_NS, 0);
	cr_assert(not(estimate_of(c).valid));

	c = pair(0, (struct make_ratios){0});
	constant(c->process, COLUMN_SECOND, 1);
	constant(c->base_process, COLUMN_SECOND, 1);
	cr_assert(not(estimate_of(c).valid), "both ran second");

	c = pair(0, (struct make_ratios){0});
	c->process->column_count = 1;
	cr_assert(not(estimate_of(c).valid), "no times");
	c = pair(0, (struct make_ratios){0});
	c->process->status = CASE_CRASHED;
	cr_assert(not(estimate_of(c).valid));
}

Test(pair_estimate, sides_of_unlike_length_share_the_shorter)
{
	struct result_case *c = pair(0.01, (struct make_ratios){0});
	c->process->slice_count = 20;
	struct pair_estimate e = estimate_of(c);
	cr_assert(e.valid);
	cr_assert(eq(u64, e.slices, 20));
	c->process->slice_count = 0;
	cr_assert(not(estimate_of(c).valid));
}

Test(pair_estimate, memory_runs_out)
{
	struct result_case *c = pair(0.01, (struct make_ratios){0});

	CHAOS_EACH(n)
	{
		struct pair_estimate e;
		struct err err = {0};
		int code = pair_estimate(c->base_process, c->process, &e, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0));
	}
}
