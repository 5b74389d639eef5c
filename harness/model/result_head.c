#include <string.h>

#include "base/str.h"
#include "model/gate_json.h"
#include "model/machine_json.h"
#include "model/result_json.h"

int result_plugin_item(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	struct result_plugin *ret = item;
	size_t max = CODEC_MAX_TEXT;

	TRY(codec_id(at, "id", true, arena, &ret->id, err));
	TRY(codec_text(at, "version", max, arena, &ret->version, err));
	TRY(codec_text(at, "path", max, arena, &ret->path, err));
	TRY(codec_id(at, "build_id", false, arena, &ret->build_id, err));
	TRY(codec_text(at, "build_info", max, arena, &ret->build_info, err));
	TRY(codec_u32(at, "abi", &ret->abi, err));
	return codec_u32(at, "build_flags", &ret->build_flags, err);
}

static const struct codec_items plugins = {
    "plugins",
    RESULT_MAX_PLUGINS,
    sizeof(struct result_plugin),
    result_plugin_item,
};

static const struct codec_items base_plugins = {
    "base_plugins",
    RESULT_MAX_PLUGINS,
    sizeof(struct result_plugin),
    result_plugin_item,
};

static const struct codec_items rounds = {
    "rounds",
    RESULT_MAX_ROUNDS,
    sizeof(struct interference),
    interference_item,
};

/* It becomes a part of file names. */
static int read_run_id(const struct json_at *at, struct result *ret,
		       struct err *err)
{
	struct json_at member = json_at_key(at, "run_id");
	size_t length;

	TRY(codec_id(at, "run_id", false, &ret->arena, &ret->run_id, err));
	if (!ret->run_id)
		return 0;
	length = strspn(ret->run_id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz"
				     "0123456789._-");
	if (ret->run_id[0] == '.' || ret->run_id[length] ||
	    length > RESULT_MAX_RUN_ID)
		return json_at_fail(&member, err,
				    "expected 1 to %d of A-Z a-z 0-9 . _ - and "
				    "no '.' in front, found '%s'",
				    RESULT_MAX_RUN_ID,
				    str_shown(ret->run_id).text);
	return 0;
}

static int read_names(const struct json_at *at, struct result *ret,
		      struct err *err)
{
	struct arena *arena = &ret->arena;

	TRY(codec_id(at, "tare_version", false, arena, &ret->tare_version,
		     err));
	TRY(read_run_id(at, ret, err));
	TRY(codec_id(at, "started_utc", false, arena, &ret->started_utc, err));
	TRY(codec_id(at, "suite", false, arena, &ret->suite_name, err));
	TRY(codec_id(at, "counters", false, arena, &ret->counters, err));
	TRY(codec_id(at, "pmu", false, arena, &ret->pmu, err));
	TRY(codec_id(at, "simulator", false, arena, &ret->simulator, err));
	TRY(codec_text(at, "unfit", CODEC_MAX_TEXT, arena, &ret->unfit, err));
	TRY(codec_id(at, "git_commit", false, arena, &ret->git_commit, err));
	return json_get_bool(at, "git_dirty", false, &ret->git_dirty, err);
}

/* Absent: "unknown", for those that are never NULL. */
static int set_missing_names(struct result *ret, struct err *err)
{
	char **const name[] = {&ret->tare_version, &ret->run_id,
			       &ret->started_utc, &ret->suite_name,
			       &ret->counters};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(name); i++) {
		if (!*name[i])
			*name[i] = arena_strdup(&ret->arena, "unknown", err);
		if (!*name[i])
			return -ERR_NOMEM;
	}
	return 0;
}

static int read_plan(const struct json_at *at, struct result *ret,
		     struct err *err)
{
	TRY(json_get_bool(at, "complete", false, &ret->complete, err));
	TRY(json_get_bool(at, "budget_ended", false, &ret->budget_ended, err));
	TRY(json_get_u64(at, "seed", false, &ret->seed, err));
	TRY(json_get_u64(at, "processes", false, &ret->processes, err));
	TRY(json_get_u64(at, "slices", false, &ret->slices, err));
	TRY(json_get_double(at, "slice_ns", false, &ret->slice_ns, err));
	TRY(json_get_double(at, "time_budget_ns", false, &ret->time_budget_ns,
			    err));
	return json_get_double(at, "wall_ns", false, &ret->wall_ns, err);
}

int result_head_read(const struct json_at *at, struct result *ret,
		     struct err *err)
{
	TRY(read_names(at, ret, err));
	TRY(set_missing_names(ret, err));
	TRY(read_plan(at, ret, err));
	TRY(gate_policy_read(at, &ret->arena, &ret->gate, err));
	TRY(machine_identity_read(at, &ret->machine, err));
	TRY(machine_conditions_read(at, &ret->conditions, err));
	TRY(codec_items(at, &rounds, &ret->arena, &ret->round,
			&ret->round_count, err));
	TRY(codec_items(at, &plugins, &ret->arena, &ret->plugin,
			&ret->plugin_count, err));
	return codec_items(at, &base_plugins, &ret->arena, &ret->base_plugin,
			   &ret->base_plugin_count, err);
}
