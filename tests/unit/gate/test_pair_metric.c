/* A metric of one process pair as one number. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "gate/pair_metric.h"
#include "text.h"

/* One side with one counter, one rate and one number of the author. */
struct side {
	struct counter_value counter;
	struct named_value rate, author;
	struct process_samples samples;
};
static char cycles[] = "cycles", bytes[] = "bytes", ratio[] = "ratio";
static char unit[] = "x", other[] = "y";
static struct side base, head;

static void init(struct side *side)
{
	*side = (struct side){
	    .counter = {.name = cycles,
			.available = true,
			.per_op = 400,
			.coverage = 1},
	    .rate = {.name = bytes, .value = 50},
	    .author = {.name = ratio,
		       .unit = unit,
		       .value = 3,
		       .lower_is_better = true},
	};
	side->samples = (struct process_samples){
	    .counter = &side->counter,
	    .counter_count = 1,
	    .rate = &side->rate,
	    .rate_count = 1,
	    .metric = &side->author,
	    .metric_count = 1,
	};
}

static void setup(void)
{
	init(&base);
	init(&head);
}

TestSuite(pair_metric, .init = setup);

static struct pair_metric forth(const char *name, double time)
{
	return pair_metric(&base.samples, &head.samples, name, time);
}

static struct pair_metric back(const char *name, double time)
{
	return pair_metric(&head.samples, &base.samples, name, -time);
}

static void expect(const char *name, double log_ratio)
{
	struct pair_metric m = forth(name, 0), n = back(name, 0);
	cr_assert(eq(int, m.lack, PAIR_LACKS_NOTHING));
	cr_assert(epsilon_eq(dbl, m.log_ratio, log_ratio, 1e-12));
	/* Exchanging the sides turns the sign, to the last bit. */
	cr_assert(eq(dbl, n.log_ratio, -m.log_ratio));
}

static void lacks(const char *name, enum pair_lack lack, const char *why)
{
	struct pair_metric m = forth(name, 0), n = back(name, 0);
	char text[1200];
	cr_assert(eq(int, m.lack, lack));
	cr_assert(eq(int, n.lack, lack), "depends on which side is which");
	cr_assert(isnan(m.log_ratio));
	pair_metric_explain(&m, text, sizeof text);
	cr_assert(text_has(text, why), "'%s' is not in '%s'", why, text);
}

Test(pair_metric, a_counter_is_its_ratio)
{
	head.counter.per_op = 500;
	expect("cycles", log(1.25));
}

Test(pair_metric, any_pair_of_counts_is_odd)
{
	static const double counts[] = {0, 1e-300, 0.1, 1, 3, 7e15, 1e300};

	for (size_t i = 0; i < 7; i++)
		for (size_t k = 0; k < 7; k++) {
			base.counter.per_op = counts[i];
			head.counter.per_op = counts[k];
			struct pair_metric m = forth("cycles", 0);
			cr_assert(eq(int, m.lack, PAIR_LACKS_NOTHING));
			cr_assert(isfinite(m.log_ratio));
			cr_assert(
			    eq(dbl, back("cycles", 0).log_ratio, -m.log_ratio));
			int sign = (m.log_ratio > 0) - (m.log_ratio < 0);
			cr_assert(eq(int, sign, (k > i) - (k < i)));
		}
}

Test(pair_metric, zero_on_one_side_is_twice_as_much)
{
	base.counter.per_op = 0;
	expect("cycles", log(2));
	head.counter.per_op = 0;
	expect("cycles", 0);
	base.counter.per_op = 5;
	expect("cycles", -log(2));
}

Test(pair_metric, what_should_be_high_is_a_cost_when_it_falls)
{
	head.author.value = 6;
	expect("ratio", log(2));
	base.author.lower_is_better = head.author.lower_is_better = false;
	expect("ratio", -log(2));
}

Test(pair_metric, a_rate_has_the_time_in_it)
{
	head.rate.value = 100;
	/* Twice the bytes in thrice the time. */
	cr_assert(
	    epsilon_eq(dbl, forth("bytes", log(3)).log_ratio, log(1.5), 1e-12));
	cr_assert(eq(dbl, back("bytes", log(3)).log_ratio,
		     -forth("bytes", log(3)).log_ratio));
}

Test(pair_metric, an_unknown_name_is_lacking)
{
	lacks("allocs", PAIR_LACKS_METRIC, "has no such metric");
	head.samples.counter_count = 0;
	lacks("cycles", PAIR_LACKS_METRIC, "head: the benchmark has no");
}

Test(pair_metric, an_absent_counter_says_why_and_what_mends_it)
{
	static char name[] = "ENOENT", why[] = "no PMU", mend[] = "use metal";

	head.counter.available = false;
	head.counter.errno_name = name;
	head.counter.reason = why;
	head.counter.mend = mend;
	lacks("cycles", PAIR_LACKS_COUNTER, "head: ENOENT: no PMU; use metal");
	base.counter = head.counter;
	struct pair_metric m = forth("cycles", 0);
	char text[1200];
	pair_metric_explain(&m, text, sizeof text);
	cr_assert(text_begins(text, "ENOENT: no PMU"), "%s", text);
}

Test(pair_metric, a_counter_must_have_counted_all_the_time)
{
	base.counter.coverage = 0.66;
	lacks("cycles", PAIR_LACKS_COVERAGE, "base: it was counted 66 %");
}

Test(pair_metric, numbers_below_zero_have_no_ratio)
{
	head.author.value = -1;
	lacks("ratio", PAIR_LACKS_SIGN, "below 0");
	head.author.value = NAN;
	lacks("ratio", PAIR_LACKS_SIGN, "below 0");
}

Test(pair_metric, other_providers_and_units_are_not_compared)
{
	base.counter.provider = PROVIDER_OS;
	lacks("cycles", PAIR_LACKS_KIND, "are not compared");
	head.author.unit = other;
	lacks("ratio", PAIR_LACKS_KIND, "different units");
	head.author.unit = unit;
	head.author.lower_is_better = false;
	lacks("ratio", PAIR_LACKS_KIND, "different units");
}
