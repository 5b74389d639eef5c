/* What the swap tests say in numbers: spending, looks, interval, error. */
#include <math.h>

#include "stats/stats.h"
#include "stats/swap.h"
#include "stats/swap_sums.h"

double swap_spent(double level, double t)
{
	if (!(t > 0))
		return 0;
	return t < 1 ? level * expm1(t) / expm1(1) : level;
}

size_t swap_looks(size_t max, size_t *ret, size_t room)
{
	size_t count = 0;

	for (size_t n = 8; n < max; n = (8 * n + 3) / 6) {
		if (count < room)
			ret[count] = n;
		count++;
	}
	if (count < room)
		ret[count] = max;
	return count + 1;
}

/* What is the same for every shift that an interval asks about. */
struct inversion {
	struct swap_test test; /* with all looks in it */
	const double *d;
	double width; /* to which an end is searched */
};

/* Does the look of index LOOK reject SHIFT, or perhaps one before? */
static int rejects(struct inversion *v, size_t look, double shift, bool *ret,
		   struct err *err)
{
	enum swap_answer answer;

	v->test.shift = shift;
	int code = swap_ask(&v->test, v->d, look, &answer, err);
	*ret = answer == SWAP_YES;
	if (code || answer != SWAP_MAYBE)
		return code;
	return swap_replay(&v->test, v->d, look + 1, ret, err);
}

/* Moves *RET, which LOOK rejects, towards TO as far as it rejects. */
static int move_end(struct inversion *v, size_t look, double to, double *ret,
		    struct err *err)
{
	int code = 0;

	while (code == 0 && fabs(to - *ret) > v->width) {
		double middle = *ret + (to - *ret) / 2;
		bool yes = false;
		code = rejects(v, look, middle, &yes, err);
		if (yes)
			*ret = middle;
		else
			to = middle;
	}
	return code;
}

/*
 * The end up to which any look rejects, between FROM, where each does that
 * ever can, and TO, where none does. *RET stays if none can.
 */
static int find_end(struct inversion *v, int direction, double from, double to,
		    double *ret, struct err *err)
{
	double end = from;
	bool found = false;

	v->test.direction = direction;
	for (size_t look = v->test.look_count; look-- > 0;) {
		bool further = false;
		double next = found ? end + direction * v->width : from;
		int code = rejects(v, look, next, &further, err);
		if (code == 0 && further) {
			found = true;
			end = next;
			code = move_end(v, look, to, &end, err);
		}
		if (code)
			return code;
	}
	if (found)
		*ret = end;
	return 0;
}

static int plan_looks(struct swap_test *test, const struct swap_plan *plan,
		      double level, struct err *err)
{
	size_t count = plan->look_count;

	if (count > SWAP_MAX_LOOKS ||
	    (count && plan->look[count - 1] > SWAP_MAX_PAIRS))
		return err_set(err, ERR_LIMIT,
			       "interval over %zu looks (at most %d, and %d "
			       "pairs)",
			       count, SWAP_MAX_LOOKS, SWAP_MAX_PAIRS);
	test->look_count = count;
	for (size_t i = 0; i < count; i++) {
		double t = (double)plan->look[i] / (double)plan->max;
		test->look[i].n = plan->look[i];
		test->look[i].spent = swap_spent(level, t);
	}
	return 0;
}

int swap_interval(const struct swap_group *group, const double *d,
		  const struct swap_plan *plan, double level,
		  struct swap_interval *ret, struct err *err)
{
	struct inversion v = {.d = d};
	double low = INFINITY, high = -INFINITY;

	*ret = (struct swap_interval){-INFINITY, INFINITY};
	swap_test_init(&v.test, group, 0, 1);
	int code = plan_looks(&v.test, plan, level, err);
	if (code)
		return code;
	size_t n = plan->look_count ? plan->look[plan->look_count - 1] : 0;
	if (n == 0)
		return 0;
	for (size_t i = 0; i < n; i++) {
		low = fmin(low, d[i]);
		high = fmax(high, d[i]);
	}
	/* Beyond the data all values point one way. */
	double margin = (high - low) + 1e-9;
	v.width = fmax(swap_clip(d, n, d[n / 2]), margin * 0x1p-10) * 0x1p-10;
	code = find_end(&v, 1, low - margin, high, &ret->low, err);
	if (code == 0)
		code = find_end(&v, -1, high + margin, low, &ret->high, err);
	/* Looks that contradict each other: all between the two ends. */
	if (ret->low > ret->high)
		*ret = (struct swap_interval){ret->high, ret->low};
	return code;
}

double swap_standard_error(const double *d, size_t n, double estimate)
{
	double squares = 0, inside = 0;

	if (n < 2)
		return NAN;
	double clip = swap_clip(d, n, estimate);
	if (clip == 0) /* most are equal: nothing to tell outliers by */
		clip = INFINITY;
	for (size_t i = 0; i < n; i++) {
		double x = fabs(d[i] - estimate);
		squares += pow(fmin(x, clip), 2);
		inside += x <= clip;
	}
	return sqrt(squares * (double)n / (double)(n - 1)) / inside;
}
