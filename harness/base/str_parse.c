#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

bool str_take_u64(const char **text, uint64_t *ret)
{
	uint64_t value = 0;

	if (!digit(**text))
		return false;
	for (; digit(**text); ++*text)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(**text - '0'),
					   &value))
			return false;
	*ret = value;
	return true;
}

bool str_to_u64(const char *text, uint64_t *ret)
{
	uint64_t value;

	if (!str_take_u64(&text, &value) || *text)
		return false;
	*ret = value;
	return true;
}

bool str_to_i64(const char *text, int64_t *ret)
{
	bool negative = *text == '-';
	uint64_t size;

	if (!str_to_u64(text + negative, &size) ||
	    size > (uint64_t)INT64_MAX + negative)
		return false;
	*ret = (int64_t)(negative ? 0 - size : size);
	return true;
}

/* A decimal number at *TEXT, which moves behind it. */
static bool take_double(const char **text, double *ret)
{
	const char *at = *text;
	double value;
	char *end;

	at += *at == '-' || *at == '+';
	if (!digit(*at) && !(*at == '.' && digit(at[1])))
		return false;
	if (*at == '0' && (at[1] == 'x' || at[1] == 'X'))
		return false;
	/* A plugin may have called setlocale(): ask for "C" by name. */
	value = strtod_l(*text, &end, newlocale(LC_ALL_MASK, "C", NULL));
	if (!isfinite(value))
		return false;
	*text = end;
	*ret = value;
	return true;
}

bool str_to_double(const char *text, double *ret)
{
	double value;

	if (!take_double(&text, &value) || *text)
		return false;
	*ret = value;
	return true;
}

bool str_to_ns(const char *text, double *ret_ns)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {
	    {"", 1e9},   {"ns", 1},  {"us", 1e3},   {"\u00b5s", 1e3},
	    {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9},
	};
	double value;

	if (!take_double(&text, &value) || value < 0)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text, units[i].name) != 0)
			continue;
		value *= units[i].ns;
		if (!isfinite(value))
			return false;
		*ret_ns = value;
		return true;
	}
	return false;
}

bool str_to_bytes(const char *text, uint64_t *ret_bytes)
{
	static const char prefixes[] = "kmgt";
	const char *prefix;
	uint64_t value, unit = 1;

	if (!str_take_u64(&text, &value))
		return false;
	prefix = *text ? strchr(prefixes, tolower((unsigned char)*text)) : NULL;
	if (prefix) {
		unit <<= 10 * (unsigned)(prefix - prefixes + 1);
		text++;
	}
	if (*text && strcasecmp(text, "B") != 0 &&
	    !(prefix && !strcasecmp(text, "iB")))
		return false;
	if (__builtin_mul_overflow(value, unit, &value))
		return false;
	*ret_bytes = value;
	return true;
}
