#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct range {
	uint32_t first, last;
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].first <= c && c <= ranges[i].last)
			return true;
	return false;
}

size_t str_utf8(const char *text, uint32_t *ret)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)text;
	size_t length;
	uint32_t c;

	if (at[0] < 0x80) {
		*ret = at[0];
		return at[0] != 0;
	}
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	c = at[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (at[i] & 0x3fu);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return length;
}

/* Controls, and the marks that reorder or hide text (Unicode TR 36). */
static bool harmful(uint32_t c)
{
	static const struct range ranges[] = {
	    {0, 0x1f},          {0x7f, 0x9f},     {0xad, 0xad},
	    {0x61c, 0x61c},     {0x200b, 0x200f}, {0x2028, 0x202e},
	    {0x2060, 0x206f},   {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
	    {0xe0000, 0xe007f},
	};

	if (0x20 <= c && c < 0x7f)
		return false;
	return in_ranges(c, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

/* Longest text that leaves room for "..." and the NUL. */
static void cut(char *buf, size_t size, size_t length)
{
	static const char dots[] = "...";
	size_t keep;

	if (size <= sizeof(dots)) {
		buf[0] = '\0';
		return;
	}
	keep = size - sizeof(dots);
	if (keep > length)
		keep = length;
	while (keep && ((unsigned char)buf[keep] & 0xc0) == 0x80)
		keep--;
	memcpy(buf + keep, dots, sizeof(dots));
}

char *str_printable(char *buf, size_t size, const char *text)
{
	size_t used = 0;

	if (!size)
		return buf;
	while (*text) {
		uint32_t c = 0;
		size_t length = str_utf8(text, &c);
		bool bad = !length || harmful(c);
		size_t shown = bad ? 1 : length;

		if (shown >= size - used) {
			buf[used] = '\0';
			cut(buf, size, used);
			return buf;
		}
		memcpy(buf + used, bad ? "?" : text, shown);
		used += shown;
		text += length ? length : 1;
	}
	buf[used] = '\0';
	return buf;
}

struct str_shown str_shown(const char *text)
{
	struct str_shown shown;

	str_printable(shown.text, sizeof(shown.text), text);
	/* cppcheck-suppress uninitvar */
	return shown;
}

/* Combining marks take no column, East Asian wide characters two. */
static size_t columns_of(uint32_t c)
{
	static const struct range none[] = {
	    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},
	    {0x610, 0x61a},   {0x64b, 0x65f},   {0x1ab0, 0x1aff},
	    {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x20d0, 0x20ff},
	    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};
	static const struct range wide[] = {
	    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
	    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
	    {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
	    {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
	};

	if (c < none[0].first)
		return 1;
	if (in_ranges(c, none, sizeof(none) / sizeof(none[0])))
		return 0;
	return in_ranges(c, wide, sizeof(wide) / sizeof(wide[0])) ? 2 : 1;
}

size_t str_plain(const char *text)
{
	size_t length = 0;

	while (0x20 <= text[length] && text[length] < 0x7f)
		length++;
	return length;
}

size_t str_columns(const char *text)
{
	size_t columns = str_plain(text);

	text += columns;
	while (*text) {
		uint32_t c = 0;
		size_t length = str_utf8(text, &c);

		columns += length ? columns_of(c) : 1;
		text += length ? length : 1;
	}
	return columns;
}

struct unit {
	const char *name;
	double size;
};

/* Digits behind the point that give FIGURES significant ones. */
static int decimals(double value, int figures)
{
	int left = value > 0 ? (int)floor(log10(value)) + 1 : 1;
	int behind = figures - left;

	return behind < 0 ? 0 : behind > 9 ? 9 : behind;
}

/* VALUE in the largest of N units (ascending) that it fills. */
static char *show(char *buf, size_t size, double value,
		  const struct unit *units, size_t n, int figures)
{
	double magnitude = fabs(value), step;
	size_t i = 0;
	int digits;

	if (!isfinite(value)) {
		snprintf(buf, size, "n/a");
		return buf;
	}
	/* Half of the last figure: 999.96 ns is shown as 1.000 us. */
	step = 1 + 0.5 * pow(10, -figures);
	while (i + 1 < n && magnitude * step >= units[i + 1].size)
		i++;
	value /= units[i].size;
	digits = decimals(magnitude / units[i].size * step, figures);
	snprintf(buf, size, "%.*f%s%s", magnitude > 0 ? digits : 0, value,
		 *units[i].name ? " " : "", units[i].name);
	return buf;
}

char *str_time(char *buf, size_t size, double ns)
{
	static const struct unit units[] = {
	    {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};

	return show(buf, size, ns, units, 4, 4);
}

char *str_size(char *buf, size_t size, double bytes)
{
	static const struct unit units[] = {{"B", 1},
					    {"KiB", 0x1p10},
					    {"MiB", 0x1p20},
					    {"GiB", 0x1p30},
					    {"TiB", 0x1p40}};

	if (fabs(bytes) >= 1024)
		return show(buf, size, bytes, units, 5, 3);
	snprintf(buf, size, "%.0f B", bytes);
	return buf;
}

char *str_si(char *buf, size_t size, double value)
{
	static const struct unit units[] = {
	    {"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}};

	return show(buf, size, value, units, 5, 3);
}

const char *str_bare_path(const char *path)
{
	while (path[0] == '/' && path[1] == '/')
		path++;
	return path;
}
