#include "model/params.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Where a spec is being read. */
struct reader {
	const char *spec, *at;
	struct err *err;
};

static int fail(const struct reader *reader, const char *expected)
{
	return err_set(reader->err, ERR_PLUGIN,
		       "params '%.200s': column %zu: expected %s; for example "
		       "\"a=1,2,4 b=64..4096*4\"",
		       reader->spec, (size_t)(reader->at - reader->spec) + 1,
		       expected);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       is_digit(c) || c == '_';
}

static int read_integer(struct reader *reader, int64_t *ret)
{
	const char *digit = reader->at + (*reader->at == '-');
	char *end;
	long long value;

	if (!is_digit(*digit))
		return fail(reader, "an integer");
	errno = 0;
	value = strtoll(reader->at, &end, 10);
	if (errno)
		return fail(reader, "an integer of at most 64 bits");
	reader->at = end;
	*ret = value;
	return 0;
}

/* Values from FIRST to LAST by one step of OP, '*' or '+'. */
struct range {
	int64_t first, last, step;
	char op;
};

static int range_check(const struct reader *reader, const struct range *range)
{
	if (range->last < range->first)
		return fail(reader, "a range whose end is not below its start");
	if (range->op == '+' && range->step < 1)
		return fail(reader, "a step of at least +1");
	if (range->op == '*' && (range->step < 2 || range->first < 1))
		return fail(reader, "a factor of at least 2 and a start of at "
				    "least 1");
	return 0;
}

/* One value or one range. */
static int read_range(struct reader *reader, struct range *ret)
{
	int status = read_integer(reader, &ret->first);

	ret->last = ret->first;
	ret->step = 1;
	ret->op = '+';
	if (status < 0 || strncmp(reader->at, "..", 2) != 0)
		return status;
	reader->at += 2;
	status = read_integer(reader, &ret->last);
	if (status < 0)
		return status;
	if (*reader->at != '*' && *reader->at != '+')
		return fail(reader, "a step, '*FACTOR' or '+STEP'");
	ret->op = *reader->at++;
	status = read_integer(reader, &ret->step);
	return status < 0 ? status : range_check(reader, ret);
}

/* The value after *VALUE, or false past the end. */
static bool range_next(const struct range *range, int64_t *value)
{
	int64_t next;
	bool overflow =
	    range->op == '*'
		? __builtin_mul_overflow(*value, range->step, &next)
		: __builtin_add_overflow(*value, range->step, &next);

	if (overflow || next > range->last)
		return false;
	*value = next;
	return true;
}

static int compare_i64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int check_distinct(const struct reader *reader, struct arena *arena,
			  const int64_t *value, size_t count)
{
	int64_t *sorted =
	    arena_array(arena, count, sizeof(*sorted), reader->err);
	size_t i;

	if (!sorted)
		return -ERR_NOMEM;
	memcpy(sorted, value, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_i64);
	for (i = 1; i < count; i++)
		if (sorted[i] == sorted[i - 1])
			return err_set(reader->err, ERR_PLUGIN,
				       "params '%.200s': column %zu: the value "
				       "%lld is there twice; leave one out",
				       reader->spec,
				       (size_t)(reader->at - reader->spec) + 1,
				       (long long)sorted[i]);
	return 0;
}

static int add_range(struct reader *reader, const struct range *range,
		     int64_t *value, size_t *count)
{
	int64_t next = range->first;

	do {
		if (*count == PARAMS_MAX_VALUES)
			return err_set(reader->err, ERR_LIMIT,
				       "params '%.200s': more than %d values "
				       "(PARAMS_MAX_VALUES); use a larger step",
				       reader->spec, PARAMS_MAX_VALUES);
		value[(*count)++] = next;
	} while (range_next(range, &next));
	return 0;
}

/* Values up to a blank or the end, into BUF of PARAMS_MAX_VALUES. */
static int read_list(struct reader *reader, int64_t *buf, size_t *ret_count)
{
	struct range range;
	int status;

	*ret_count = 0;
	for (;;) {
		status = read_range(reader, &range);
		if (status == 0)
			status = add_range(reader, &range, buf, ret_count);
		if (status < 0)
			return status;
		if (*reader->at != ',')
			return 0;
		reader->at++;
	}
}

static int read_values(struct reader *reader, struct arena *arena,
		       int64_t **ret_value, size_t *ret_count)
{
	int64_t *buf CLEANUP(mem_free) =
	    malloc(PARAMS_MAX_VALUES * sizeof(*buf));
	int64_t *value;
	size_t count;
	int status;

	if (!buf)
		return err_nomem(reader->err, "params");
	status = read_list(reader, buf, &count);
	if (status < 0)
		return status;
	if (*reader->at && !is_blank(*reader->at))
		return fail(reader, "',' or a blank");
	value = arena_array(arena, count, sizeof(*value), reader->err);
	if (!value)
		return -ERR_NOMEM;
	memcpy(value, buf, count * sizeof(*value));
	status = check_distinct(reader, arena, value, count);
	if (status < 0)
		return status;
	*ret_value = value;
	*ret_count = count;
	return 0;
}

int params_values(const char *spec, struct arena *arena, int64_t **ret_value,
		  size_t *ret_count, struct err *err)
{
	struct reader reader = {spec, spec, err};
	int64_t *value;
	size_t count;
	int status = read_values(&reader, arena, &value, &count);

	if (status < 0)
		return status;
	if (*reader.at)
		return fail(&reader, "nothing after the values");
	*ret_value = value;
	*ret_count = count;
	return 0;
}

static int read_name(struct reader *reader, struct arena *arena, char **ret)
{
	const char *start = reader->at;
	size_t length = 0;

	while (is_word(start[length]))
		length++;
	if (length == 0 || is_digit(*start) || length > PARAMS_MAX_NAME)
		return fail(reader, "a name of at most 32 letters, digits "
				    "and '_'");
	reader->at += length;
	if (*reader->at != '=')
		return fail(reader, "'=' after the name");
	reader->at++;
	*ret = arena_strndup(arena, start, length, reader->err);
	return *ret ? 0 : -ERR_NOMEM;
}

static int read_axis(struct reader *reader, struct arena *arena,
		     struct params_axis *axis, size_t count)
{
	struct params_axis *ret = &axis[count];
	const char *start = reader->at;
	size_t i;
	int status;

	if (count == PARAMS_MAX)
		return err_set(reader->err, ERR_LIMIT,
			       "params '%.200s': more than %d params "
			       "(PARAMS_MAX)",
			       reader->spec, PARAMS_MAX);
	status = read_name(reader, arena, &ret->name);
	if (status < 0)
		return status;
	for (i = 0; i < count; i++)
		if (strcmp(axis[i].name, ret->name) == 0) {
			reader->at = start;
			return fail(reader, "each name once");
		}
	return read_values(reader, arena, &ret->value, &ret->value_count);
}

int params_parse(const char *spec, struct arena *arena,
		 struct params_axis **ret_axis, size_t *ret_count,
		 struct err *err)
{
	struct reader reader = {spec ? spec : "", spec ? spec : "", err};
	struct params_axis axis[PARAMS_MAX] = {0}, *kept = NULL;
	size_t count = 0;
	int status;

	for (;;) {
		while (is_blank(*reader.at))
			reader.at++;
		if (!*reader.at)
			break;
		status = read_axis(&reader, arena, axis, count);
		if (status < 0)
			return status;
		count++;
	}
	if (count) {
		kept = arena_array(arena, count, sizeof(*kept), err);
		if (!kept)
			return -ERR_NOMEM;
		memcpy(kept, axis, count * sizeof(*kept));
	}
	*ret_axis = kept;
	*ret_count = count;
	return 0;
}
