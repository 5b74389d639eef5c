/*
 * Invented counts for tests of plugins and of tare: each read adds the same
 * amount, so every run gives the same numbers.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "counters/provider.h"

#define FAKE_STEP_NS    1000
#define FAKE_MAX_ERRNUM 133

struct fake {
	uint64_t step[COUNTERS_MAX];
	struct counter_info info[COUNTERS_MAX];
	size_t count;
	uint64_t multiplex; /* percent of the time that is counted */
	uint64_t reads;
};

static int errno_number(const char *name)
{
	for (int i = 1; i <= FAKE_MAX_ERRNUM; i++) {
		const char *known = strerrorname_np(i);
		if (known && !strcmp(known, name))
			return i;
	}
	return 0;
}

static int bad_item(const char *item, struct err *err)
{
	char shown[80];

	str_printable(shown, sizeof(shown), item);
	return err_set(err, ERR_USAGE,
		       "counters 'fake:': '%s': expected NAME=NUMBER (added "
		       "by each read), NAME=ERRNO such as cycles=EACCES, or "
		       "multiplex=PERCENT%%",
		       shown);
}

static int parse_multiplex(struct fake *fake, const char *item, char *value,
			   struct err *err)
{
	size_t n = strlen(value);

	if (n == 0 || value[n - 1] != '%')
		return bad_item(item, err);
	value[n - 1] = '\0';
	if (!str_to_u64(value, &fake->multiplex) || fake->multiplex > 100) {
		value[n - 1] = '%';
		return bad_item(item, err);
	}
	return 0;
}

static int parse_counter(struct fake *fake, const char *name, size_t length,
			 const char *value, struct err *err)
{
	struct counter_info *info = &fake->info[fake->count];

	if (fake->count >= COUNTERS_MAX)
		return err_set(err, ERR_LIMIT, "more than %d fake counters",
			       COUNTERS_MAX);
	if (length == 0 || length >= sizeof(info->name))
		return bad_item(name, err);
	info->provider = PROVIDER_FAKE;
	info->user_only = true;
	memcpy(info->name, name, length);
	info->name[length] = '\0';
	if (str_to_u64(value, &fake->step[fake->count])) {
		info->available = true;
	} else if (errno_number(value)) {
		counter_absent(info, errno_number(value));
		snprintf(info->reason, sizeof(info->reason),
			 "made to fail by the fake provider");
		snprintf(info->mend, sizeof(info->mend),
			 "give it a number instead of %s", value);
	} else {
		return bad_item(name, err);
	}
	fake->count++;
	return 0;
}

static int parse_item(struct fake *fake, char *item, struct err *err)
{
	char *equals = strchr(item, '=');

	if (!equals)
		return bad_item(item, err);
	size_t length = (size_t)(equals - item);
	if (length == strlen("multiplex") &&
	    !strncmp(item, "multiplex", length))
		return parse_multiplex(fake, item, equals + 1, err);
	return parse_counter(fake, item, length, equals + 1, err);
}

static int parse_all(struct fake *fake, const char *text, struct err *err)
{
	CLEANUP(mem_free) char *copy = strdup(text);
	char *rest = copy, *item;

	if (!copy)
		return err_nomem(err, "counters");
	fake->multiplex = 100;
	while ((item = strsep(&rest, ","))) {
		int rc = parse_item(fake, item, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int fake_check(const char *text, struct err *err)
{
	CLEANUP(mem_free) struct fake *fake = calloc(1, sizeof(*fake));

	return fake ? parse_all(fake, text, err) : err_nomem(err, "counters");
}

int fake_open(void **ret_state, const char *text, struct counter_info *info,
	      size_t *ret_count, struct err *err)
{
	CLEANUP(mem_free) struct fake *fake = calloc(1, sizeof(*fake));

	if (!fake)
		return err_nomem(err, "counters");
	int rc = parse_all(fake, text, err);
	if (rc < 0)
		return rc;
	memcpy(info, fake->info, fake->count * sizeof(*info));
	*ret_count = fake->count;
	*ret_state = TAKE(fake);
	return 0;
}

static int fake_read(void *state, struct counter_reading *reading)
{
	struct fake *fake = state;
	uint64_t time_ns = fake->reads * FAKE_STEP_NS;

	for (size_t i = 0; i < fake->count; i++) {
		reading[i] = (struct counter_reading){0};
		if (!fake->info[i].available)
			continue;
		reading[i].value = fake->reads * fake->step[i];
		reading[i].enabled_ns = time_ns;
		reading[i].running_ns = time_ns * fake->multiplex / 100;
	}
	fake->reads++;
	return 0;
}

const struct provider fake_provider = {
    .kind = PROVIDER_FAKE,
    .read = fake_read,
    .close = free,
};
