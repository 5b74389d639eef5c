#include "report/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define FACTOR_FROM 10.0 /* a larger ratio is shown as "x12.3" */
#define COUNT_BELOW 1e15 /* larger counts have no digits left to show */
#define COUNT_FROM  5e-5 /* lesser ones would be shown as 0 */

struct show_unit show_unit_of(double ns)
{
	static const struct show_unit units[] = {
	    {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
	char buf[SHOW_SIZE];
	const char *space = strrchr(str_time(buf, sizeof(buf), ns), ' ');

	for (size_t i = 0; space && i < ARRAY_SIZE(units); i++)
		if (strcmp(space + 1, units[i].name) == 0)
			return units[i];
	return units[0];
}

static char *none(char *buf)
{
	memcpy(buf, "-", 2);
	return buf;
}

char *show_time(char *buf, double ns)
{
	if (!isfinite(ns))
		return none(buf);
	if (fabs(ns) < 1)
		snprintf(buf, SHOW_SIZE, "%.3f ns", ns);
	else
		str_time(buf, SHOW_SIZE, ns);
	return buf;
}

/* Digits behind the point: four significant ones, three below 1. */
static int digits_of(double value)
{
	double size = fabs(value);

	return size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0;
}

char *show_interval(char *buf, const struct estimate *estimate)
{
	struct show_unit unit = show_unit_of(estimate->value);
	int digits = digits_of(estimate->value / unit.ns);

	if (!estimate->available || !isfinite(estimate->low) ||
	    !isfinite(estimate->high))
		return none(buf);
	snprintf(buf, SHOW_SIZE, "[%.*f, %.*f]", digits,
		 estimate->low / unit.ns, digits, estimate->high / unit.ns);
	return buf;
}

char *show_share(char *buf, double share)
{
	if (!isfinite(share))
		return none(buf);
	snprintf(buf, SHOW_SIZE, "%.1f %%", 100 * share);
	return buf;
}

/* Without the sign of per cent. */
static void change(char *buf, size_t size, double ratio)
{
	double percent = 100 * (ratio - 1);

	if (!isfinite(ratio))
		snprintf(buf, size, "%s", ratio > 0 ? "inf" : "?");
	else if (ratio >= FACTOR_FROM)
		snprintf(buf, size, "x%.1f", ratio);
	else
		snprintf(buf, size, "%+.1f",
			 fabs(percent) < 0.05 ? 0.0 : percent);
}

char *show_change(char *buf, double ratio)
{
	if (!isfinite(ratio))
		return none(buf);
	change(buf, SHOW_SIZE, ratio);
	if (buf[0] != 'x')
		strcat(buf, " %");
	return buf;
}

char *show_changes(char *buf, double low, double high)
{
	char from[24], to[24];

	if (!isfinite(low) || !isfinite(high))
		return none(buf);
	change(from, sizeof(from), low);
	change(to, sizeof(to), high);
	snprintf(buf, SHOW_SIZE, "[%s, %s]", from, to);
	return buf;
}

/* Separators between thousands of DIGITS, and what is behind the point. */
static void separate(char *buf, const char *digits)
{
	size_t whole = strcspn(digits, ".");

	for (size_t i = 0; digits[i]; i++) {
		if (i > 0 && i < whole && (whole - i) % 3 == 0)
			*buf++ = ',';
		*buf++ = digits[i];
	}
	*buf = '\0';
}

char *show_count(char *buf, double value)
{
	char digits[32];
	size_t length;

	if (!isfinite(value))
		return none(buf);
	if (fabs(value) >= COUNT_BELOW)
		return str_si(buf, SHOW_SIZE, value);
	if (value != 0 && fabs(value) < COUNT_FROM) {
		snprintf(buf, SHOW_SIZE, "%.2g", value);
		return buf;
	}
	length = (size_t)snprintf(digits, sizeof(digits), "%.4f", fabs(value));
	while (digits[length - 1] == '0')
		length--;
	length -= digits[length - 1] == '.';
	digits[length] = '\0';
	*buf = '-';
	separate(buf + (value < 0), digits);
	return buf;
}

char *show_difference(char *buf, double difference)
{
	if (difference > 0) {
		*buf = '+';
		show_count(buf + 1, difference);
		return buf;
	}
	return show_count(buf, difference);
}

char *show_count_change(char *buf, double ratio)
{
	double percent = 100 * (ratio - 1);

	if (percent == 0 || !(fabs(percent) < 0.05))
		return show_change(buf, ratio);
	snprintf(buf, SHOW_SIZE, "%+.4f %%", percent);
	return buf;
}

char *show_rate(char *buf, double value, const char *unit)
{
	char number[24];
	bool bytes = strcmp(unit, "bytes/s") == 0;

	if (!isfinite(value))
		return none(buf);
	str_si(number, sizeof(number), value);
	snprintf(buf, SHOW_SIZE, "%s%s%.30s", number,
		 strchr(number, ' ') ? "" : " ", bytes ? "B/s" : unit);
	return buf;
}
