/* Facts of two builds of a plugin: comparable or not (docs/plugin-guide). */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <tare/plugin.h>

#include "base/str.h"
#include "gate/compare.h"

static const struct {
	uint32_t flag;
	const char *what;
} instruments[] = {
    {TARE_BUILD_ASAN, "AddressSanitizer"},
    {TARE_BUILD_TSAN, "ThreadSanitizer"},
    {TARE_BUILD_MSAN, "MemorySanitizer"},
    {TARE_BUILD_UBSAN, "UndefinedBehaviorSanitizer"},
    {TARE_BUILD_COVERAGE, "coverage counters"},
};

static const char *instrument_of(const struct result_plugin *plugin)
{
	for (size_t i = 0; i < ARRAY_SIZE(instruments); i++)
		if (plugin->build_flags & instruments[i].flag)
			return instruments[i].what;
	return NULL;
}

static bool refuse_instrument(const struct result_plugin *plugin,
			      const char *side, struct build_facts *ret)
{
	const char *what = instrument_of(plugin);
	char id[128];

	if (!what)
		return false;
	ret->refused = true;
	(void)snprintf(ret->text, sizeof ret->text,
		       "plugin '%s' of %s was built with %s: its times mean "
		       "nothing; build it without",
		       str_printable(id, sizeof id, plugin->id), side, what);
	return true;
}

static bool refuse_optimisation(const struct result_plugin *base,
				const struct result_plugin *head,
				struct build_facts *ret)
{
	bool before = base->build_flags & TARE_BUILD_OPTIMIZED;
	bool after = head->build_flags & TARE_BUILD_OPTIMIZED;
	char id[128];

	if (before == after)
		return false;
	ret->refused = true;
	(void)snprintf(ret->text, sizeof ret->text,
		       "plugin '%s': the base was built %s optimisation, the "
		       "head %s; build both with -O2",
		       str_printable(id, sizeof id, head->id),
		       before ? "with" : "without", after ? "with" : "without");
	return true;
}

/* One caution is enough: the larger cause first. */
static void caution(const struct result_plugin *base,
		    const struct result_plugin *head, struct build_facts *ret)
{
	static const double placement = 0.05; /* seen: up to 0.047 */
	uint32_t both = base->build_flags & head->build_flags;
	char before[128], after[128];

	ret->below = INFINITY;
	if (base->build_info && head->build_info &&
	    strcmp(base->build_info, head->build_info) != 0)
		(void)snprintf(
		    ret->text, sizeof ret->text,
		    "built differently: %s before, %s now",
		    str_printable(before, sizeof before, base->build_info),
		    str_printable(after, sizeof after, head->build_info));
	else if (strcmp(base->build_id, head->build_id) != 0 &&
		 !(both & TARE_BUILD_ALIGNED)) {
		ret->below = placement;
		(void)snprintf(ret->text, sizeof ret->text,
			       "built without aligned loops and functions: "
			       "code that moved can read as a change of 3 %%");
	}
}

void build_compare(const struct result_plugin *base,
		   const struct result_plugin *head, struct build_facts *ret)
{
	*ret = (struct build_facts){0};
	if (!base || !head || refuse_instrument(head, "head", ret) ||
	    refuse_instrument(base, "the base", ret) ||
	    refuse_optimisation(base, head, ret) || !base->build_id ||
	    !head->build_id)
		return;
	caution(base, head, ret);
}
