#include "model/verdict.h"

#include "base/mem.h"
#include "model/codec.h"

static const char *const verdict_names[] = {
    [VERDICT_REGRESSED] = "regressed",
    [VERDICT_IMPROVED] = "improved",
    [VERDICT_EQUIVALENT] = "equivalent",
    [VERDICT_INCONCLUSIVE] = "inconclusive",
    [VERDICT_ADDED] = "added",
    [VERDICT_REMOVED] = "removed",
    [VERDICT_BROKEN] = "broken",
};

static const char *const limit_state_names[] = {
    [LIMIT_KEPT] = "kept",
    [LIMIT_BROKEN] = "broken",
    [LIMIT_INCONCLUSIVE] = "inconclusive",
    [LIMIT_NO_DATA] = "no-data",
};

const char *verdict_name(enum verdict_kind kind)
{
	return verdict_names[kind];
}

bool verdict_parse(const char *name, enum verdict_kind *ret)
{
	size_t i = codec_find(verdict_names, ARRAY_SIZE(verdict_names), name);

	if (i == ARRAY_SIZE(verdict_names))
		return false;
	*ret = (enum verdict_kind)i;
	return true;
}

const char *limit_state_name(enum limit_state state)
{
	return limit_state_names[state];
}

bool limit_state_parse(const char *name, enum limit_state *ret)
{
	size_t i =
	    codec_find(limit_state_names, ARRAY_SIZE(limit_state_names), name);

	if (i == ARRAY_SIZE(limit_state_names))
		return false;
	*ret = (enum limit_state)i;
	return true;
}
