#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "counters/library.h"
#include "counters/passes.h"
#include "counters/perf_code.h"
#include "counters/spec.h"

#define SPEC_MAX_WORD sizeof(((struct counter_choice *)0)->name)
#define MAX_NAMES     4096 /* among which the nearest is found */

const struct provider *const spec_provider[SPEC_PROVIDERS] = {
    &perf_provider,
    &os_provider,
};

static const char *const words[] = {"auto",     "none",      "os",
				    "hardware", "simulated", "allocations"};

static int choose(struct counter_spec *spec, size_t p, const char *name,
		  const char *unit, const struct counter_code *code,
		  struct err *err)
{
	size_t *count = &spec->count[p];

	for (size_t i = 0; i < *count; i++)
		if (strcmp(spec->chosen[p][i].name, name) == 0)
			return 0;
	if (spec->count[0] + spec->count[1] >= COUNTERS_MAX)
		return err_set(err, ERR_LIMIT,
			       "more than %d counters asked for", COUNTERS_MAX);
	struct counter_choice *choice = &spec->chosen[p][(*count)++];
	snprintf(choice->name, sizeof(choice->name), "%s", name);
	choice->unit = unit;
	choice->code = *code;
	return 0;
}

/* One of a provider's table. */
static int choose_known(struct counter_spec *spec, size_t p,
			const struct provider_name *name, struct err *err)
{
	struct counter_code code = {0};

	(void)perf_code_find(name->name, &code);
	return choose(spec, p, name->name, name->unit, &code, err);
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
		int rc = choose_known(spec, p, name, err);
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

/* All words and names; LISTED: more of them, one a line, cut into texts. */
static size_t all_names(const char **names, char *listed)
{
	size_t n = 0;
	char *line;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		names[n++] = words[i];
	for (size_t p = 0; p < SPEC_PROVIDERS; p++)
		for (size_t i = 0; i < spec_provider[p]->name_count; i++)
			names[n++] = spec_provider[p]->name[i].name;
	for (size_t i = 0; i < pass_metric_count; i++)
		names[n++] = pass_metric[i].name;
	while (n < MAX_NAMES && listed && (line = strsep(&listed, "\n")))
		if (*line)
			names[n++] = line;
	return n;
}

static int unknown(const char *word, const char *program, struct err *err)
{
	CLEANUP(mem_free) char *listed = library_names(program);
	CLEANUP(mem_free)
	const char **names = calloc(MAX_NAMES, sizeof(*names));
	char shown[SPEC_MAX_WORD];

	if (!names)
		return err_nomem(err, "counters");
	size_t n = all_names(names, listed);
	const char *nearest = str_meant(word, names, n);
	const char *hint =
	    program ? ""
		    : "; the names that a CPU's manual gives its events need "
		      "libpfm4, which this tare was built without";
	str_printable(shown, sizeof(shown), word);
	if (nearest)
		return err_set(err, ERR_USAGE,
			       "unknown counter '%s'; did you mean '%s'?%s",
			       shown, nearest, hint);
	return err_set(err, ERR_USAGE,
		       "unknown counter '%s'; expected auto, none, os, "
		       "hardware, simulated, allocations, fake:NAME=NUMBER,... "
		       "or a list of names such as cycles,minor-faults%s",
		       shown, hint);
}

static int too_long(const char *word, struct err *err)
{
	CLEANUP(mem_free) char *program = library_program();

	return unknown(word, program, err);
}

static int unfit(const char *word, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "counter '%s' is not counted by a CPU in user space "
		       "alone; context switches, faults and the like are of "
		       "the provider 'os' (--counters=os), and kernel work is "
		       "never counted (no ':k')",
		       word);
}

/* A name that is in no table: the machine's own. */
static int add_event(struct counter_spec *spec, const char *word,
		     struct err *err)
{
	CLEANUP(mem_free) char *program = NULL;
	struct counter_code code;

	if (perf_code_find(word, &code))
		return choose(spec, 0, word, "", &code, err);
	program = library_program();
	switch (library_find(program, word, &code)) {
	case LIBRARY_FOUND:
		return choose(spec, 0, word, "", &code, err);
	case LIBRARY_UNFIT:
		return unfit(word, err);
	case LIBRARY_UNKNOWN:
	case LIBRARY_ABSENT:
		break;
	}
	return unknown(word, program, err);
}

static int add_name(struct counter_spec *spec, const char *word,
		    struct err *err)
{
	for (size_t p = 0; p < SPEC_PROVIDERS; p++)
		for (size_t i = 0; i < spec_provider[p]->name_count; i++)
			if (!strcmp(word, spec_provider[p]->name[i].name))
				return choose_known(
				    spec, p, &spec_provider[p]->name[i], err);
	return add_event(spec, word, err);
}

static int add_word(struct counter_spec *spec, const char *word,
		    struct err *err)
{
	if (!*word)
		return err_set(err, ERR_USAGE,
			       "a counter's name is empty; expected words such "
			       "as auto or cycles with a comma between two");
	if (!strcmp(word, "none"))
		return err_set(err, ERR_USAGE,
			       "'none' stands alone; expected it without other "
			       "counters, or those without it");
	if (!strcmp(word, "auto"))
		return choose_auto(spec, err);
	if (!strcmp(word, "hardware"))
		return choose_group(spec, 0, false, err);
	if (!strcmp(word, "os"))
		return choose_group(spec, 1, false, err);
	/* Of passes of their own: counters_passes(). */
	if (!strcmp(word, count_pass_name(COUNT_SIMULATED)) ||
	    !strcmp(word, count_pass_name(COUNT_ALLOCATIONS)) ||
	    counters_pass_of(word))
		return 0;
	return add_name(spec, word, err);
}

int counter_spec_parse(struct counter_spec *ret, const char *text,
		       struct err *err)
{
	struct counter_spec spec = {.fake = NULL};

	if (!strncmp(text, "fake:", 5)) {
		spec.fake = text + 5;
		int rc = fake_check(spec.fake, err);
		if (rc == 0)
			*ret = spec;
		return rc;
	}
	if (!strcmp(text, "none")) {
		*ret = spec;
		return 0;
	}
	for (const char *at = text;;) {
		size_t n = strcspn(at, ",");
		char word[SPEC_MAX_WORD];
		if (n >= sizeof(word))
			return too_long(at, err);
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
