/*
 * Params: axes "NAME=VALUES" separated by blanks. VALUES is a list of
 * numbers and ranges: "1,2,4", "64..65536*4", "1..9+2".
 */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plugin/plugin.h"

struct cursor {
	const char *what; /* "params" or "values" */
	const char *spec, *at;
	struct arena *arena;
	struct err *err;
};

/* Values while they are read. */
struct values {
	int64_t *item;
	size_t count, capacity;
};

static void values_release(struct values *values)
{
	free(values->item);
}

static int fail_at(const struct cursor *c, const char *place,
		   const char *expected)
{
	char spec[160], rest[24];

	str_printable(spec, sizeof(spec), c->spec);
	str_printable(rest, sizeof(rest), place);
	if (*place == '\0')
		return err_set(c->err, ERR_PLUGIN,
			       "%s \"%s\": column %zu: expected %s, found the "
			       "end",
			       c->what, spec, (size_t)(place - c->spec) + 1,
			       expected);
	return err_set(c->err, ERR_PLUGIN,
		       "%s \"%s\": column %zu: expected %s, found '%s'",
		       c->what, spec, (size_t)(place - c->spec) + 1, expected,
		       rest);
}

static bool is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool is_name(char ch, bool first)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       ch == '_' || (!first && is_digit(ch));
}

static int read_number(struct cursor *c, int64_t *ret)
{
	const char *start = c->at, *at = start;
	bool negative = *at == '-';
	int64_t value = 0;

	at += negative;
	if (!is_digit(*at))
		return fail_at(c, start, "a whole number");
	for (; is_digit(*at); at++) {
		int64_t digit = negative ? -(*at - '0') : *at - '0';

		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return fail_at(c, start, "a number within 64 bits");
	}
	c->at = at;
	*ret = value;
	return 0;
}

static bool values_has(const struct values *values, int64_t value)
{
	for (size_t i = 0; i < values->count; i++)
		if (values->item[i] == value)
			return true;
	return false;
}

static int values_add(struct cursor *c, const char *place,
		      struct values *values, int64_t value)
{
	int r;

	if (values->count == PARAMS_MAX_VALUES)
		return err_set(
		    c->err, ERR_PLUGIN, "%s: column %zu: more than %d values",
		    c->what, (size_t)(place - c->spec) + 1, PARAMS_MAX_VALUES);
	r = vec_reserve(&values->item, &values->capacity, values->count,
			sizeof(*values->item), c->err);
	if (r)
		return r;
	values->item[values->count++] = value;
	return 0;
}

/* The rest of a range: "..LAST*FACTOR" or "..LAST+STEP" after FIRST. */
static int read_range(struct cursor *c, const char *place, int64_t first,
		      struct values *values)
{
	int64_t last, step;
	char op;
	int r;

	c->at += strlen("..");
	r = read_number(c, &last);
	if (r)
		return r;
	if (last < first)
		return fail_at(c, place, "a range that goes up");
	op = *c->at;
	if (op != '*' && op != '+')
		return fail_at(c, c->at, "'*FACTOR' or '+STEP'");
	if (op == '*' && first < 1)
		return fail_at(c, place,
			       "a range with '*' to begin at 1 or more");
	place = ++c->at;
	r = read_number(c, &step);
	if (r)
		return r;
	if (step < (op == '*' ? 2 : 1))
		return fail_at(c, place,
			       op == '*' ? "a factor of 2 or more"
					 : "a step of 1 or more");
	do {
		r = values_add(c, place, values, first);
		if (r)
			return r;
	} while (!(op == '*' ? __builtin_mul_overflow(first, step, &first)
			     : __builtin_add_overflow(first, step, &first)) &&
		 first <= last);
	return 0;
}

static int read_item(struct cursor *c, struct values *values)
{
	const char *place = c->at;
	size_t before = values->count;
	struct values earlier = {values->item, before, 0};
	int64_t first;
	int r = read_number(c, &first);

	if (r)
		return r;
	if (strncmp(c->at, "..", 2) == 0)
		r = read_range(c, place, first, values);
	else
		r = values_add(c, place, values, first);
	if (r)
		return r;
	earlier.item = values->item;
	for (size_t i = before; i < values->count; i++)
		if (values_has(&earlier, values->item[i]))
			return fail_at(c, place, "each value once");
	return 0;
}

static int read_values(struct cursor *c, int64_t **ret_value, size_t *ret_count)
{
	struct values values CLEANUP(values_release) = {0};
	int64_t *value;

	for (;;) {
		int r = read_item(c, &values);

		if (r)
			return r;
		if (*c->at != ',')
			break;
		c->at++;
	}
	value = arena_array(c->arena, values.count, sizeof(*value), c->err);
	if (!value)
		return -ERR_NOMEM;
	memcpy(value, values.item, values.count * sizeof(*value));
	*ret_value = value;
	*ret_count = values.count;
	return 0;
}

static int read_axis(struct cursor *c, const struct params_axis *earlier,
		     size_t count, struct params_axis *axis)
{
	const char *name = c->at;

	if (count == PARAMS_MAX)
		return err_set(c->err, ERR_PLUGIN,
			       "params: column %zu: more than %d params",
			       (size_t)(name - c->spec) + 1, PARAMS_MAX);
	while (is_name(*c->at, c->at == name))
		c->at++;
	if (c->at == name)
		return fail_at(c, name, "the name of a param");
	if (*c->at != '=')
		return fail_at(c, c->at, "'='");
	axis->name =
	    arena_strndup(c->arena, name, (size_t)(c->at - name), c->err);
	if (!axis->name)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		if (strcmp(earlier[i].name, axis->name) == 0)
			return fail_at(c, name, "each param once");
	c->at++;
	return read_values(c, &axis->value, &axis->value_count);
}

int params_parse(const char *spec, struct arena *arena,
		 struct params_axis **ret_axis, size_t *ret_count,
		 struct err *err)
{
	struct cursor c = {"params", spec, spec, arena, err};
	struct params_axis *axis;
	size_t count = 0;

	axis = arena_array(arena, PARAMS_MAX, sizeof(*axis), err);
	if (!axis)
		return -ERR_NOMEM;
	while (spec) {
		int r;

		c.at += strspn(c.at, " ");
		if (*c.at == '\0')
			break;
		r = read_axis(&c, axis, count, &axis[count]);
		if (r)
			return r;
		count++;
		if (*c.at != ' ' && *c.at != '\0')
			return fail_at(&c, c.at, "',' or a blank");
	}
	*ret_axis = axis;
	*ret_count = count;
	return 0;
}

int params_values(const char *spec, struct arena *arena, int64_t **ret_value,
		  size_t *ret_count, struct err *err)
{
	struct cursor c = {"values", spec, spec, arena, err};
	int64_t *value;
	size_t count;
	int r = read_values(&c, &value, &count);

	if (r)
		return r;
	if (*c.at != '\0')
		return fail_at(&c, c.at, "',' or the end");
	*ret_value = value;
	*ret_count = count;
	return 0;
}
