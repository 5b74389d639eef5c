#include <math.h>

#include "report/chart.h"
#include "report/show.h"

#define NBSP "\u00a0" /* gnuplot splits the list at plain spaces */

/* The smallest of 1, 2, 5 times a power of ten that is at least X. */
static double nice_step(double x)
{
	double power = pow(10, floor(log10(x)));
	double part = x / power;

	return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static void linear_ticks(FILE *out, double low, double high, unsigned want)
{
	double step = nice_step((high - low) / want);
	double first = ceil(low / step);
	int digits = (int)-floor(log10(step) + 1e-9);

	digits = digits < 0 ? 0 : digits;
	/* The step is at least a WANT-th of the range. */
	for (unsigned i = 0; i <= want && (first + i) * step <= high; i++)
		fprintf(out, "%.12g %.*f ", (first + i) * step, digits,
			(first + i) * step);
}

/*
 * Calls TICK at 1, 2, 5 times powers of ten; at powers of ten only, or
 * only every second, third, ... of them, where WANT asks for fewer.
 */
static void each_log_tick(FILE *out, double low, double high, unsigned want,
			  void (*tick)(FILE *, double))
{
	static const double parts[] = {1, 2, 5};
	double decades = log10(high / low);
	int first = (int)floor(log10(low)), last = (int)ceil(log10(high));
	size_t count = 3 * decades <= want ? 3 : 1;
	int every = decades <= want ? 1 : (int)ceil(decades / want);

	for (int e = first; e <= last; e++) {
		for (size_t i = 0; i < count; i++) {
			double x = parts[i] * pow(10, e);

			if (x >= low && x <= high && e % every == 0)
				tick(out, x);
		}
	}
}

static void plain_tick(FILE *out, double x)
{
	fprintf(out, "%.12g %.12g ", x, x);
}

static void time_tick(FILE *out, double ns)
{
	struct show_unit unit = show_unit_of(ns * (1 + 1e-9));

	fprintf(out, "%.12g %.4g" NBSP "%s ", ns, ns / unit.ns, unit.name);
}

void chart_ticks(FILE *out, double low, double high, bool logarithmic,
		 unsigned want)
{
	if (logarithmic && high / low > 3)
		each_log_tick(out, low, high, want, plain_tick);
	else
		linear_ticks(out, low, high, want);
}

void chart_time_ticks(FILE *out, double low, double high, unsigned want)
{
	struct show_unit unit = show_unit_of(low);
	double step, first;

	if (high / low > 10) {
		each_log_tick(out, low, high, want, time_tick);
		return;
	}
	step = nice_step((high - low) / unit.ns / want);
	first = ceil(low / unit.ns / step);
	for (unsigned i = 0; i <= want; i++) {
		double x = (first + i) * step;

		if (x * unit.ns <= high)
			fprintf(out, "%.12g %.6g" NBSP "%s ", x * unit.ns, x,
				unit.name);
	}
}

#define DOUBLINGS_MOST 10

/* Ticks where the span is too wide for round changes. */
static void double_ticks(FILE *out, double low, double high)
{
	for (int e = -DOUBLINGS_MOST; e <= DOUBLINGS_MOST; e++) {
		double x = ldexp(1, e);

		if (x >= low && x <= high)
			fprintf(out, "%.9g \u00d7%.3g ", x, x);
	}
}

void chart_change_ticks(FILE *out, double low, double high)
{
	static const double steps[] = {0.001, 0.002, 0.005, 0.01, 0.02,
				       0.05,  0.1,   0.2,   0.5};
	double step = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps) && step <= 0; i++)
		if ((high - low) / steps[i] <= 8)
			step = steps[i];
	if (step <= 0) {
		double_ticks(out, low, high);
		return;
	}
	for (int i = (int)ceil((low - 1) / step); 1 + i * step <= high; i++)
		fprintf(out, "%.9g %s%.*f" NBSP "%%%% ", 1 + i * step,
			i < 0   ? "\u2212"
			: i > 0 ? "+"
				: "",
			step < 0.01 ? 1 : 0, fabs(100 * i * step));
}
