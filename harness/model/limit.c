#include <string.h>

#include "base/str.h"
#include "model/suite.h"

#define MAX_LIMIT_TEXT 200

#define EXPECTED                                                               \
	"expected METRIC OP BOUND, such as \"time < 250ns\", \"p99 <= 2ms\", " \
	"\"time < baseline*1.03\" or \"allocs <= 3\""

static const struct {
	const char *text;
	enum limit_op op;
} operators[] = {
    {"<=", LIMIT_LE},
    {">=", LIMIT_GE},
    {"<", LIMIT_LT},
    {">", LIMIT_GT},
};

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

static bool read_operator(const char **at, enum limit_op *ret)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(operators); i++) {
		size_t length = strlen(operators[i].text);

		if (strncmp(*at, operators[i].text, length) != 0)
			continue;
		*at += length;
		*ret = operators[i].op;
		return true;
	}
	return false;
}

/* "baseline", "baseline*1.03" or "baseline * 103%". */
static bool read_factor(const char *text, double *ret)
{
	const char *at = skip_blanks(text + strlen("baseline"));
	char number[MAX_LIMIT_TEXT + 1];
	size_t length;
	bool percent;

	*ret = 1;
	if (!*at)
		return true;
	if (*at != '*')
		return false;
	at = skip_blanks(at + 1);
	length = strlen(at);
	memcpy(number, at, length + 1);
	percent = length > 0 && number[length - 1] == '%';
	if (percent)
		number[length - 1] = '\0';
	if (!str_to_double(number, ret))
		return false;
	*ret /= percent ? 100 : 1;
	return *ret > 0;
}

/* A plain number, a duration or a size. */
static bool read_bound(const char *text, struct suite_limit *ret)
{
	uint64_t bytes;

	ret->unit = LIMIT_PLAIN;
	if (str_to_double(text, &ret->bound))
		return true;
	ret->unit = LIMIT_DURATION;
	if (str_to_ns(text, &ret->bound))
		return true;
	ret->unit = LIMIT_SIZE;
	if (!str_to_bytes(text, &bytes))
		return false;
	ret->bound = (double)bytes;
	return true;
}

static bool is_time(const char *metric)
{
	return strcmp(metric, "time") == 0 || strcmp(metric, "min") == 0 ||
	       strcmp(metric, "max") == 0 || strcmp(metric, "p50") == 0 ||
	       strcmp(metric, "p90") == 0 || strcmp(metric, "p95") == 0 ||
	       strcmp(metric, "p99") == 0;
}

static int read_right(const char *text, struct suite_limit *ret,
		      struct err *err)
{
	ret->relative = strncmp(text, "baseline", strlen("baseline")) == 0;
	if (ret->relative) {
		if (read_factor(text, &ret->bound))
			return 0;
		return err_set(err, ERR_SUITE,
			       "limit \"%.200s\": after \"baseline\" expected "
			       "nothing or a factor, such as \"*1.03\"",
			       ret->text);
	}
	if (!read_bound(text, ret) || ret->bound < 0)
		return err_set(err, ERR_SUITE, "limit \"%.200s\": " EXPECTED,
			       ret->text);
	if (is_time(ret->metric) && ret->unit == LIMIT_PLAIN)
		return err_set(err, ERR_SUITE,
			       "limit \"%.200s\": \"%s\" is a time and needs a "
			       "unit: ns, us, ms, s or min",
			       ret->text, ret->metric);
	return 0;
}

static int read_limit(struct arena *arena, struct suite_limit *ret,
		      struct err *err)
{
	const char *start = skip_blanks(ret->text), *at;
	size_t length = strcspn(start, " \t<>=");

	at = skip_blanks(start + length);
	if (length == 0 || !read_operator(&at, &ret->op))
		return err_set(err, ERR_SUITE, "limit \"%.200s\": " EXPECTED,
			       ret->text);
	ret->metric = arena_strndup(arena, start, length, err);
	if (!ret->metric)
		return -ERR_NOMEM;
	return read_right(skip_blanks(at), ret, err);
}

int limit_parse(struct arena *arena, const char *text, struct suite_limit *ret,
		struct err *err)
{
	struct suite_limit limit = {0};
	int status;

	if (strlen(text) > MAX_LIMIT_TEXT)
		return err_set(err, ERR_SUITE,
			       "a limit of %zu bytes; at most %d", strlen(text),
			       MAX_LIMIT_TEXT);
	limit.text = arena_strdup(arena, text, err);
	if (!limit.text)
		return -ERR_NOMEM;
	status = read_limit(arena, &limit, err);
	if (status == 0)
		*ret = limit;
	return status;
}
