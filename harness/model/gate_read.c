#include <string.h>

#include "base/str.h"
#include "model/gate_json.h"
#include "model/plan.h"

static int read_ratio(const struct json_at *gate, const char *key, double min,
		      double *ret, struct err *err)
{
	struct json_at at = json_at_key(gate, key);

	TRY(json_get_double(gate, key, false, ret, err));
	if (!(*ret >= min && *ret <= 1))
		return json_at_fail(&at, err, "expected a ratio from %g to 1",
				    min);
	return 0;
}

static int read_budget(const struct json_at *gate, const char *key, double *ret,
		       struct err *err)
{
	struct json_at at = json_at_key(gate, key);

	TRY(json_get_double(gate, key, false, ret, err));
	if (!(*ret >= 0 && *ret <= SUITE_MAX_TIME_NS))
		return json_at_fail(&at, err, "expected 0 to %g ns",
				    SUITE_MAX_TIME_NS);
	return 0;
}

/* Results before the paired gate have none of them. */
static int read_paired_policy(const struct json_at *gate,
			      struct suite_gate *ret, struct err *err)
{
	int64_t pairs = (int64_t)ret->pairs;

	TRY(json_get_i64(gate, "pairs", false, GATE_MIN_PAIRS, GATE_MAX_PAIRS,
			 &pairs, err));
	ret->pairs = (uint64_t)pairs;
	TRY(read_budget(gate, "budget_ns", &ret->budget_ns, err));
	TRY(read_budget(gate, "case_budget_ns", &ret->case_budget_ns, err));
	TRY(read_ratio(gate, "max_steal", 0, &ret->max_steal, err));
	TRY(read_ratio(gate, "max_throttled", 0, &ret->max_throttled, err));
	return read_ratio(gate, "max_disturbed", 0, &ret->max_disturbed, err);
}

static int read_gate_metric(const struct json_at *at, struct arena *arena,
			    void *item, struct err *err)
{
	struct suite_metric *ret = item;

	ret->theta = -1;
	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	return json_object_get(at->value, "theta")
		   ? read_ratio(at, "theta", 0, &ret->theta, err)
		   : 0;
}

static const struct codec_items gate_metrics = {
    "metrics",
    SUITE_MAX_METRICS,
    sizeof(struct suite_metric),
    read_gate_metric,
};

int gate_policy_read(const struct json_at *at, struct arena *arena,
		     struct suite_gate *ret, struct err *err)
{
	struct json_at gate;
	const char *policy;
	int64_t shards = 0;
	bool present;

	*ret = SUITE_GATE_DEFAULT;
	TRY(codec_object(at, "gate", &gate, &present, err));
	if (!present)
		return 0;
	TRY(read_ratio(&gate, "theta", SUITE_MIN_THETA, &ret->theta, err));
	TRY(read_ratio(&gate, "error", SUITE_MIN_ERROR, &ret->error, err));
	TRY(read_ratio(&gate, "floor", 0, &ret->floor, err));
	TRY(json_get_i64(&gate, "shards", false, 1, SUITE_MAX_SHARDS, &shards,
			 err));
	ret->shards = (uint64_t)shards;
	TRY(read_paired_policy(&gate, ret, err));
	TRY(codec_items(&gate, &gate_metrics, arena, &ret->metric,
			&ret->metric_count, err));
	policy = json_string_value(json_object_get(gate.value, "inconclusive"));
	if (policy && strcmp(policy, "warn") == 0)
		ret->inconclusive = INCONCLUSIVE_WARN;
	return 0;
}

static int read_check(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct limit_check *ret = item;
	char *state = NULL;

	TRY(codec_id(at, "limit", true, arena, &ret->text, err));
	TRY(codec_id(at, "state", true, arena, &state, err));
	if (!limit_state_parse(state, &ret->state))
		return json_at_fail(at, err, "unknown state '%s' of a limit",
				    str_shown(state).text);
	return codec_text(at, "detail", CODEC_MAX_TEXT, arena, &ret->detail,
			  err);
}

static const struct codec_items checks = {
    "limits",
    SUITE_MAX_LIST * 2,
    sizeof(struct limit_check),
    read_check,
};

static int read_numbers(const struct json_at *at, struct verdict *ret,
			struct err *err)
{
	TRY(codec_number(at, "base_ns", &ret->base_ns, err));
	TRY(codec_number(at, "head_ns", &ret->head_ns, err));
	TRY(codec_number(at, "ratio", &ret->ratio, err));
	TRY(codec_number(at, "low", &ret->low, err));
	TRY(codec_number(at, "high", &ret->high, err));
	TRY(codec_number(at, "level", &ret->level, err));
	TRY(codec_number(at, "mde", &ret->mde, err));
	return json_get_u64(at, "sessions", false, &ret->sessions, err);
}

static int read_pairs(const struct json_at *at, struct arena *arena,
		      struct verdict *ret, struct err *err)
{
	TRY(json_get_u64(at, "pairs", false, &ret->pairs, err));
	if (json_object_get(at->value, "theta"))
		TRY(read_ratio(at, "theta", SUITE_MIN_THETA, &ret->theta, err));
	TRY(json_get_u64(at, "first_pairs", false, &ret->first_pairs, err));
	TRY(codec_number(at, "pair_sd", &ret->pair_sd, err));
	TRY(codec_number(at, "order_effect", &ret->order_effect, err));
	TRY(codec_number(at, "spent_ns", &ret->spent_ns, err));
	TRY(codec_number(at, "needs_ns", &ret->needs_ns, err));
	TRY(json_get_bool(at, "alone", false, &ret->alone, err));
	TRY(json_get_bool(at, "waived", false, &ret->waived, err));
	return codec_text(at, "waiver", CODEC_MAX_TEXT, arena, &ret->waiver,
			  err);
}

static int read_verdict(const struct json_at *at, struct arena *arena,
			void *item, struct err *err)
{
	struct verdict *ret = item;
	char *kind = NULL;

	TRY(codec_id(at, "id", true, arena, &ret->id, err));
	TRY(codec_id(at, "verdict", true, arena, &kind, err));
	if (!verdict_parse(kind, &ret->kind))
		return json_at_fail(at, err, "unknown verdict '%s'",
				    str_shown(kind).text);
	TRY(json_get_bool(at, "advisory", false, &ret->advisory, err));
	TRY(json_get_bool(at, "confirmed", false, &ret->confirmed, err));
	TRY(read_numbers(at, ret, err));
	TRY(read_pairs(at, arena, ret, err));
	TRY(codec_text(at, "reason", CODEC_MAX_TEXT, arena, &ret->reason, err));
	TRY(verdict_metrics_read(at, arena, ret, err));
	return codec_items(at, &checks, arena, &ret->limit, &ret->limit_count,
			   err);
}

/* Those of a base may be added to those of a head. */
static const struct codec_items verdicts = {
    "verdicts",
    2 * PLAN_MAX_CASES,
    sizeof(struct verdict),
    read_verdict,
};

static int compare_verdicts(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int read_counts(const struct json_at *at, struct gate_outcome *ret,
		       struct err *err)
{
	TRY(json_get_u64(at, "tests", false, &ret->tests, err));
	TRY(json_get_u64(at, "regressed", false, &ret->regressed, err));
	TRY(json_get_u64(at, "improved", false, &ret->improved, err));
	TRY(json_get_u64(at, "equivalent", false, &ret->equivalent, err));
	TRY(json_get_u64(at, "inconclusive", false, &ret->inconclusive, err));
	TRY(json_get_u64(at, "added", false, &ret->added, err));
	TRY(json_get_u64(at, "removed", false, &ret->removed, err));
	TRY(json_get_u64(at, "broken", false, &ret->broken, err));
	return json_get_u64(at, "limits_broken", false, &ret->limits_broken,
			    err);
}

static int read_note(const struct json_at *at, struct arena *arena, void *item,
		     struct err *err)
{
	const char *text = json_string_value(at->value);
	char *copy;

	if (!text || json_string_length(at->value) > CODEC_MAX_TEXT)
		return json_at_fail(at, err,
				    "expected a string of at most %d bytes",
				    CODEC_MAX_TEXT);
	copy = arena_strdup(arena, text, err);
	memcpy(item, &copy, sizeof(copy));
	return copy ? 0 : -ERR_NOMEM;
}

static const struct codec_items notes = {
    "notes",
    OUTCOME_MAX_NOTES,
    sizeof(char *),
    read_note,
};

static int read_whole(const struct json_at *at, struct arena *arena,
		      struct gate_outcome *ret, struct err *err)
{
	TRY(json_get_bool(at, "paired", false, &ret->paired, err));
	TRY(json_get_u64(at, "waived", false, &ret->waived, err));
	TRY(json_get_double(at, "spent_ns", false, &ret->spent_ns, err));
	TRY(codec_text(at, "unfit", CODEC_MAX_TEXT, arena, &ret->unfit, err));
	return codec_items(at, &notes, arena, &ret->note, &ret->note_count,
			   err);
}

static int read_exit(const struct json_at *at, enum exit_code *ret,
		     struct err *err)
{
	struct json_at member = json_at_key(at, "exit_code");
	int64_t code = -1;

	TRY(json_get_i64(at, "exit_code", true, 0, 255, &code, err));
	if (strcmp(exit_name((enum exit_code)code), "unknown") == 0)
		return json_at_fail(&member, err, "%d is no exit code of tare",
				    (int)code);
	*ret = (enum exit_code)code;
	return 0;
}

static int read_outcome(const struct json_at *at, struct arena *arena,
			struct gate_outcome *ret, struct err *err)
{
	TRY(read_exit(at, &ret->exit, err));
	TRY(codec_text(at, "base", CODEC_MAX_TEXT, arena, &ret->base_name,
		       err));
	TRY(codec_number(at, "theta", &ret->theta, err));
	TRY(codec_number(at, "error", &ret->error, err));
	TRY(codec_number(at, "floor", &ret->floor, err));
	TRY(read_counts(at, ret, err));
	TRY(read_whole(at, arena, ret, err));
	TRY(codec_items(at, &verdicts, arena, &ret->verdict,
			&ret->verdict_count, err));
	if (ret->verdict_count)
		qsort(ret->verdict, ret->verdict_count, sizeof(*ret->verdict),
		      compare_verdicts);
	return 0;
}

int gate_outcome_read(const struct json_at *at, struct arena *arena,
		      struct gate_outcome **ret, struct err *err)
{
	struct json_at member;
	struct gate_outcome *outcome;
	bool present;

	TRY(codec_object(at, "outcome", &member, &present, err));
	if (!present)
		return 0;
	outcome = arena_alloc(arena, sizeof(*outcome), err);
	if (!outcome)
		return -ERR_NOMEM;
	TRY(read_outcome(&member, arena, outcome, err));
	*ret = outcome;
	return 0;
}
