#include "gate/paired_test.h"

#include <math.h>
#include <string.h>

#include "gate/rule.h"

double paired_set_level(double level)
{
	return sqrt(level);
}

/* Begins with the hypothesis that QUESTION wants rejected. */
static void start(struct paired_test *test, enum paired_question question)
{
	double theta = log1p(test->config.theta);
	double floor = log1p(test->config.theta / 2);
	int d = test->direction;
	const struct {
		double shift;
		int direction;
	} hypothesis[] = {
	    [PAIRED_ASK_SLOWER] = {floor, 1},
	    [PAIRED_ASK_FASTER] = {-floor, -1},
	    [PAIRED_ASK_NOT_SLOWER] = {theta, -1},
	    [PAIRED_ASK_NOT_FASTER] = {-theta, 1},
	    [PAIRED_ASK_AGAIN] = {d * floor, d},
	    [PAIRED_ASK_HOPELESS] = {d * floor, -d},
	};

	bool red = question == PAIRED_ASK_SLOWER ||
		   question == PAIRED_ASK_FASTER ||
		   question == PAIRED_ASK_AGAIN;

	swap_test_init(&test->question[question],
		       red ? test->config.group : test->config.coarse_group,
		       hypothesis[question].shift,
		       hypothesis[question].direction);
}

void paired_test_init(struct paired_test *test,
		      const struct paired_test_config *config)
{
	memset(test, 0, sizeof *test);
	test->config = *config;
	test->kind = VERDICT_INCONCLUSIVE;
	test->look_count =
	    swap_looks(config->max_pairs, test->look, SWAP_MAX_LOOKS);
	for (enum paired_question q = PAIRED_ASK_SLOWER;
	     q <= PAIRED_ASK_NOT_FASTER; q++)
		start(test, q);
}

static bool answered(const struct paired_test *test,
		     enum paired_question question)
{
	return test->question[question].rejects;
}

/* Asks at the look that SET has come to; LEVEL: of the whole set. */
static int ask(struct paired_test *test, enum paired_question question,
	       const struct paired_set *set, double level, struct err *err)
{
	double t = (double)set->count / (double)test->config.max_pairs;
	bool rejects;

	return swap_test_look(&test->question[question], set->d, set->count,
			      swap_spent(level, t), &rejects, err);
}

static void decide(struct paired_test *test, enum verdict_kind kind,
		   enum paired_end end)
{
	test->stage = PAIRED_DECIDED;
	test->kind = kind;
	test->end = end;
}

static void begin_second(struct paired_test *test, int direction)
{
	test->direction = direction;
	test->stage = PAIRED_SECOND;
	start(test, PAIRED_ASK_AGAIN);
	start(test, PAIRED_ASK_HOPELESS);
}

/*
 * Has QUESTION, which is about the floor, been answered, and "no change" been
 * rejected by the same looks? The second is where the coins prove the level
 * whatever the noise is; about the floor they do so if it has one mode.
 */
static int is_red(const struct paired_test *test, enum paired_question question,
		  const struct paired_set *set, bool *ret, struct err *err)
{
	*ret = answered(test, question);
	return *ret ? swap_test_also(&test->question[question], 0, set->d, ret,
				     err)
		    : 0;
}

static int look_first(struct paired_test *test, struct err *err)
{
	const struct paired_set *set = &test->set[0];
	double level = paired_set_level(test->level);
	const double levels[] = {
	    [PAIRED_ASK_SLOWER] = level,
	    [PAIRED_ASK_FASTER] = level,
	    [PAIRED_ASK_NOT_SLOWER] = RULE_EQUIVALENCE,
	    [PAIRED_ASK_NOT_FASTER] = RULE_EQUIVALENCE,
	};

	for (enum paired_question q = PAIRED_ASK_SLOWER;
	     q <= PAIRED_ASK_NOT_FASTER; q++) {
		int r = ask(test, q, set, levels[q], err);
		if (r < 0)
			return r;
	}
	bool slower, faster;
	int r = is_red(test, PAIRED_ASK_SLOWER, set, &slower, err);
	if (r == 0)
		r = is_red(test, PAIRED_ASK_FASTER, set, &faster, err);
	if (r < 0)
		return r;
	if (answered(test, PAIRED_ASK_NOT_SLOWER) &&
	    answered(test, PAIRED_ASK_NOT_FASTER))
		decide(test, VERDICT_EQUIVALENT,
		       slower || faster ? PAIRED_REAL_SMALL : PAIRED_CLEAR);
	else if (slower || faster)
		begin_second(test, slower ? 1 : -1);
	else if (set->count == test->config.max_pairs)
		decide(test, VERDICT_INCONCLUSIVE, PAIRED_EXHAUSTED);
	return 0;
}

static int look_second(struct paired_test *test, struct err *err)
{
	const struct paired_set *set = &test->set[1];
	int r = ask(test, PAIRED_ASK_AGAIN, set, paired_set_level(test->level),
		    err);

	bool repeated = false;

	if (r == 0)
		r = is_red(test, PAIRED_ASK_AGAIN, set, &repeated, err);
	if (r == 0)
		r = ask(test, PAIRED_ASK_HOPELESS, set, RULE_EQUIVALENCE, err);
	if (r < 0)
		return r;
	if (repeated)
		decide(test,
		       test->direction > 0 ? VERDICT_REGRESSED
					   : VERDICT_IMPROVED,
		       PAIRED_CLEAR);
	else if (answered(test, PAIRED_ASK_HOPELESS) ||
		 set->count == test->config.max_pairs)
		decide(test, VERDICT_INCONCLUSIVE, PAIRED_NOT_REPEATED);
	return 0;
}

int paired_test_take(struct paired_test *test, double log_ratio, double level,
		     bool *ret, struct err *err)
{
	struct paired_set *set = &test->set[test->stage == PAIRED_SECOND];
	int r = 0;

	*ret = test->stage == PAIRED_DECIDED;
	if (*ret)
		return 0;
	test->level = fmax(test->level, level);
	set->d[set->count++] = log_ratio;
	if (set->count != test->look[set->looks])
		return 0;
	set->looks++;
	r = test->stage == PAIRED_FIRST ? look_first(test, err)
					: look_second(test, err);
	*ret = test->stage == PAIRED_DECIDED;
	return r;
}
