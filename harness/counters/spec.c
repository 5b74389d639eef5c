#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "counters/spec.h"

#define SPEC_MAX_WORD 64

const struct provider *const spec_provider[SPEC_PROVIDERS] = {
    &perf_provider,
    &os_provider,
};

static const char *const words[] = {"auto", "none", "os", "hardware"};

static int choose(struct counter_spec *spec, size_t p,
		  const struct provider_name *name, struct err *err)
{
	size_t *count = &spec->count[p];

	for (size_t i = 0; i < *count; i++)
		if (spec->chosen[p][i] == name)
			return 0;
	if (spec->count[0] + spec->count[1] >= COUNTERS_MAX)
		return err_set(err, ERR_LIMIT,
			       "more than %d counters asked for", COUNTERS_MAX);
	spec->chosen[p][(*count)++] = name;
	return 0;
}

/* All that "auto", or the provider's own name, takes. */
static int choose_group(struct counter_spec *spec, size_t p, bool automatic,
			struct err *err)
{
	const struct provider *provider = spec_provider[p];

	for (size_t i = 0; i < provider->name_count; i++) {
		const struct provider_name *name = &provider->name[i];
		if (!(automatic ? name->automatic : name->group))
			continue;
		int rc = choose(spec, p, name, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int choose_auto(struct counter_spec *spec, struct err *err)
{
	int rc = choose_group(spec, 0, true, err);

	return rc < 0 ? rc : choose_group(spec, 1, true, err);
}

static size_t all_names(const char **names)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		names[n++] = words[i];
	for (size_t p = 0; p < SPEC_PROVIDERS; p++)
		for (size_t i = 0; i < spec_provider[p]->name_count; i++)
			names[n++] = spec_provider[p]->name[i].name;
	return n;
}

static int unknown(const char *word, struct err *err)
{
	const char *names[2 * COUNTERS_MAX];
	size_t n = all_names(names);
	const char *nearest = str_nearest(word, names, n);
	char shown[SPEC_MAX_WORD];

	str_printable(shown, sizeof(shown), word);
	if (nearest)
		return err_set(err, ERR_USAGE,
			       "unknown counter '%s'; did you mean '%s'?",
			       shown, nearest);
	return err_set(err, ERR_USAGE,
		       "unknown counter '%s'; expected auto, none, os, "
		       "hardware, fake:NAME=NUMBER,... or a list of names "
		       "such as cycles,minor-faults",
		       shown);
}

static int add_name(struct counter_spec *spec, const char *word,
		    struct err *err)
{
	for (size_t p = 0; p < SPEC_PROVIDERS; p++)
		for (size_t i = 0; i < spec_provider[p]->name_count; i++)
			if (!strcmp(word, spec_provider[p]->name[i].name))
				return choose(spec, p,
					      &spec_provider[p]->name[i], err);
	return unknown(word, err);
}

static int add_word(struct counter_spec *spec, const char *word,
		    struct err *err)
{
	if (!strcmp(word, "none"))
		return 0;
	if (!strcmp(word, "auto"))
		return choose_auto(spec, err);
	if (!strcmp(word, "hardware"))
		return choose_group(spec, 0, false, err);
	if (!strcmp(word, "os"))
		return choose_group(spec, 1, false, err);
	if (!strcmp(word, "simulated") || !strncmp(word, "sim.", 4))
		return err_set(
		    err, ERR_USAGE,
		    "counters '%s': this release cannot simulate "
		    "counters (a later one will, with valgrind); use "
		    "'os', or 'fake:NAME=NUMBER' in tests",
		    word);
	return add_name(spec, word, err);
}

int counter_spec_parse(struct counter_spec *ret, const char *text,
		       struct err *err)
{
	struct counter_spec spec = {0};

	if (!strncmp(text, "fake:", 5)) {
		spec.fake = text + 5;
		int rc = fake_check(spec.fake, err);
		if (rc == 0)
			*ret = spec;
		return rc;
	}
	for (const char *at = text;;) {
		size_t n = strcspn(at, ",");
		char word[SPEC_MAX_WORD];
		if (n >= sizeof(word))
			return unknown(at, err);
		memcpy(word, at, n);
		word[n] = '\0';
		int rc = add_word(&spec, word, err);
		if (rc < 0)
			return rc;
		if (!at[n])
			break;
		at += n + 1;
	}
	*ret = spec;
	return 0;
}
