#include "base/str.h"

#include <string.h>
#include <strings.h>

#define WORD_MAX     64
#define DISTANCE_MAX 3
#define PREFIX_MIN   3 /* letters: shorter ones begin too much */

/*
 * One "[...]" at PATTERN against C. Returns the text behind it, or NULL if
 * it has no end and so stands for itself.
 */
static const char *match_set(const char *pattern, unsigned char c, bool *ret)
{
	const char *at = pattern + 1;
	bool negate = *at == '!' || *at == '^', found = false, first = true;

	at += negate;
	for (; *at && (first || *at != ']'); first = false, at++) {
		unsigned char low = (unsigned char)*at, high = low;

		if (at[1] == '-' && at[2] && at[2] != ']') {
			high = (unsigned char)at[2];
			at += 2;
		}
		found = found || (low <= c && c <= high);
	}
	if (!*at)
		return NULL;
	*ret = found != negate;
	return at + 1;
}

/* One element of PATTERN against C: the pattern behind it, or NULL. */
static const char *match_one(const char *pattern, char c)
{
	const char *next;
	bool matched;

	if (*pattern == '?')
		return pattern + 1;
	if (*pattern == '[') {
		next = match_set(pattern, (unsigned char)c, &matched);
		if (next)
			return matched ? next : NULL;
	}
	if (*pattern == '\\' && pattern[1])
		pattern++;
	return *pattern == c ? pattern + 1 : NULL;
}

/* Going back to the last '*' alone keeps the time quadratic at worst. */
bool str_glob(const char *pattern, const char *text)
{
	const char *star = NULL, *retry = NULL;

	while (*text) {
		const char *next;

		if (*pattern == '*') {
			star = ++pattern;
			retry = text;
			continue;
		}
		next = *pattern ? match_one(pattern, *text) : NULL;
		if (next) {
			pattern = next;
			text++;
		} else if (star) {
			pattern = star;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein's distance of two words of at most WORD_MAX bytes. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[WORD_MAX + 1];
	size_t length = strlen(b);

	for (size_t k = 0; k <= length; k++)
		row[k] = (unsigned)k;
	for (size_t i = 0; a[i]; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i + 1;
		for (size_t k = 1; k <= length; k++) {
			unsigned above = row[k];

			row[k] = min3(above + 1, row[k - 1] + 1,
				      diagonal + (a[i] != b[k - 1]));
			diagonal = above;
		}
	}
	return row[length];
}

const char *str_nearest(const char *word, const char *const *words, size_t n)
{
	const char *best = NULL;
	unsigned least = DISTANCE_MAX + 1;
	size_t length = strlen(word);

	if (length > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(words[i]);
		unsigned d;

		if (other > WORD_MAX)
			continue;
		d = distance(word, words[i]);
		/* Words without a letter in common are no help. */
		if (d < least && d < (length > other ? length : other)) {
			least = d;
			best = words[i];
		}
	}
	return best;
}

const char *str_meant(const char *word, const char *const *words, size_t n)
{
	const char *nearest = str_nearest(word, words, n);
	size_t length = strlen(word);

	for (size_t i = 0; i < n; i++)
		if (strcasecmp(word, words[i]) == 0)
			return words[i];
	for (size_t i = 0; i < n && !nearest && length >= PREFIX_MIN; i++)
		if (strncasecmp(word, words[i], length) == 0)
			nearest = words[i];
	return nearest;
}

static size_t count_digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* Numbers at *A and *B, which move behind them; 07 comes before 7. */
static int compare_numbers(const char **a, const char **b)
{
	const char *x = *a + strspn(*a, "0"), *y = *b + strspn(*b, "0");
	size_t m = count_digits(x), n = count_digits(y);
	int order = m == n ? memcmp(x, y, n) : m < n ? -1 : 1;

	if (order == 0)
		order = (x - *a < y - *b) - (x - *a > y - *b);
	*a = x + m;
	*b = y + n;
	return order;
}

int str_natural(const char *a, const char *b)
{
	while (*a && *b) {
		if (count_digits(a) && count_digits(b)) {
			int order = compare_numbers(&a, &b);

			if (order)
				return order;
		} else if (*a == *b) {
			a++;
			b++;
		} else {
			break;
		}
	}
	return strcmp(a, b);
}
