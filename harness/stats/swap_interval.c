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
	const struct swap_group *group;
	const double *d;
	const size_t *look;
	size_t look_count, max;
	double level;
};

static int rejects(const struct inversion *v, double shift, int direction,
		   bool *ret, struct err *err)
{
	struct swap_test test;

	*ret = false;
	swap_test_init(&test, v->group, shift, direction);
	for (size_t i = 0; i < v->look_count && !*ret; i++) {
		double t = (double)v->look[i] / (double)v->max;
		int code = swap_test_look(&test, v->d, v->look[i],
					  swap_spent(v->level, t), ret, err);
		if (code)
			return code;
	}
	return 0;
}

/*
 * The end at which the test of DIRECTION ceases to reject, between FROM,
 * where it rejects if ever, and TO, where it does not.
 */
static int find_end(const struct inversion *v, int direction, double from,
		    double to, double *ret, struct err *err)
{
	double width = fabs(to - from) * 0x1p-17;
	bool yes;
	int code = rejects(v, from, direction, &yes, err);

	*ret = direction > 0 ? -INFINITY : INFINITY;
	if (yes)
		*ret = from;
	while (code == 0 && yes && fabs(to - from) > width) {
		double middle = from + (to - from) / 2;
		bool beyond;
		code = rejects(v, middle, direction, &beyond, err);
		if (beyond)
			*ret = from = middle;
		else
			to = middle;
	}
	return code;
}

int swap_interval(const struct swap_group *group, const double *d,
		  const size_t *look, size_t look_count, size_t max,
		  double level, struct swap_interval *ret, struct err *err)
{
	struct inversion v = {group, d, look, look_count, max, level};
	double low = INFINITY, high = -INFINITY;

	*ret = (struct swap_interval){-INFINITY, INFINITY};
	for (size_t i = 0; look_count && i < look[look_count - 1]; i++) {
		low = fmin(low, d[i]);
		high = fmax(high, d[i]);
	}
	if (low > high)
		return 0;
	/* Beyond the data all values point one way. */
	double margin = (high - low) + 1e-9;
	int code = find_end(&v, 1, low - margin, high, &ret->low, err);
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
