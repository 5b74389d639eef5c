#include "model/gate_json.h"

#include <math.h>

static bool put_paired_policy(json_t *object, const struct suite_gate *g)
{
	return json_put(object, "pairs", json_u64(g->pairs)) &&
	       json_put(object, "budget_ns", json_number(g->budget_ns)) &&
	       json_put(object, "case_budget_ns",
			json_number(g->case_budget_ns)) &&
	       json_put(object, "max_steal", json_number(g->max_steal)) &&
	       json_put(object, "max_throttled",
			json_number(g->max_throttled)) &&
	       json_put(object, "max_disturbed", json_number(g->max_disturbed));
}

static json_t *gate_metric_json(const struct suite_metric *metric)
{
	json_t *object = json_object();
	bool ok = json_put(object, "name", json_text(metric->name)) &&
		  (!(metric->theta >= 0) ||
		   json_put(object, "theta", json_number(metric->theta)));

	return codec_done(object, ok);
}

static bool put_gate_metrics(json_t *object, const struct suite_gate *g)
{
	json_t *array;
	bool ok = true;

	if (g->metric_count == 0)
		return true;
	array = json_array();
	for (size_t i = 0; ok && i < g->metric_count; i++)
		ok = codec_push(array, gate_metric_json(&g->metric[i]));
	return json_put(object, "metrics", codec_done(array, ok));
}

json_t *gate_policy_json(const struct suite_gate *gate)
{
	const char *policy =
	    gate->inconclusive == INCONCLUSIVE_WARN ? "warn" : "fail";
	json_t *object = json_object();
	bool ok = json_put(object, "theta", json_number(gate->theta)) &&
		  json_put(object, "error", json_number(gate->error)) &&
		  json_put(object, "floor", json_number(gate->floor)) &&
		  json_put(object, "inconclusive", json_text(policy)) &&
		  (gate->shards <= 1 ||
		   json_put(object, "shards", json_u64(gate->shards))) &&
		  put_paired_policy(object, gate) &&
		  put_gate_metrics(object, gate);

	return codec_done(object, ok);
}

json_t *limits_json(const struct suite_limit *limit, size_t count)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, json_text(limit[i].text));
	return codec_done(array, ok);
}

static json_t *check_json(const struct limit_check *check)
{
	const char *state = limit_state_name(check->state);
	json_t *object = json_object();
	bool ok = json_put(object, "limit", json_text(check->text)) &&
		  json_put(object, "state", json_text(state)) &&
		  codec_put_text(object, "detail", check->detail);

	return codec_done(object, ok);
}

static json_t *checks_json(const struct verdict *verdict)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < verdict->limit_count; i++)
		ok = codec_push(array, check_json(&verdict->limit[i]));
	return codec_done(array, ok);
}

static bool put_number(json_t *object, const char *key, double value)
{
	return !isfinite(value) || json_put(object, key, json_number(value));
}

/* What only pairs have. */
static bool put_pairs(json_t *object, const struct verdict *v)
{
	return json_put(object, "pairs", json_u64(v->pairs)) &&
	       (!(v->theta > 0) ||
		json_put(object, "theta", json_number(v->theta))) &&
	       (v->first_pairs == 0 ||
		json_put(object, "first_pairs", json_u64(v->first_pairs))) &&
	       put_number(object, "pair_sd", v->pair_sd) &&
	       put_number(object, "order_effect", v->order_effect) &&
	       put_number(object, "spent_ns", v->spent_ns) &&
	       put_number(object, "needs_ns", v->needs_ns) &&
	       (!v->alone || json_put(object, "alone", json_true())) &&
	       (!v->waived || json_put(object, "waived", json_true())) &&
	       codec_put_text(object, "waiver", v->waiver);
}

static json_t *verdict_json(const struct verdict *verdict, bool paired)
{
	const struct verdict *v = verdict;
	json_t *object = json_object();
	bool ok =
	    json_put(object, "id", json_text(v->id)) &&
	    json_put(object, "verdict", json_text(verdict_name(v->kind))) &&
	    json_put(object, "advisory", json_boolean(v->advisory)) &&
	    json_put(object, "confirmed", json_boolean(v->confirmed)) &&
	    json_put(object, "base_ns", json_number(v->base_ns)) &&
	    json_put(object, "head_ns", json_number(v->head_ns)) &&
	    json_put(object, "ratio", json_number(v->ratio)) &&
	    json_put(object, "low", json_number(v->low)) &&
	    json_put(object, "high", json_number(v->high)) &&
	    json_put(object, "level", json_number(v->level)) &&
	    json_put(object, "mde", json_number(v->mde)) &&
	    json_put(object, "sessions", json_u64(v->sessions)) &&
	    (!paired || put_pairs(object, v)) &&
	    codec_put_text(object, "reason", v->reason) &&
	    verdict_put_metrics(object, v) &&
	    (v->limit_count == 0 || json_put(object, "limits", checks_json(v)));

	return codec_done(object, ok);
}

static json_t *verdicts_json(const struct gate_outcome *outcome)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < outcome->verdict_count; i++)
		ok = codec_push(
		    array, verdict_json(&outcome->verdict[i], outcome->paired));
	return codec_done(array, ok);
}

static bool put_counts(json_t *object, const struct gate_outcome *outcome)
{
	const struct gate_outcome *o = outcome;

	return json_put(object, "regressed", json_u64(o->regressed)) &&
	       json_put(object, "improved", json_u64(o->improved)) &&
	       json_put(object, "equivalent", json_u64(o->equivalent)) &&
	       json_put(object, "inconclusive", json_u64(o->inconclusive)) &&
	       json_put(object, "added", json_u64(o->added)) &&
	       json_put(object, "removed", json_u64(o->removed)) &&
	       json_put(object, "broken", json_u64(o->broken)) &&
	       json_put(object, "limits_broken", json_u64(o->limits_broken));
}

static json_t *notes_json(const struct gate_outcome *outcome)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < outcome->note_count; i++)
		ok = codec_push(array, json_text(outcome->note[i]));
	return codec_done(array, ok);
}

static bool put_whole(json_t *object, const struct gate_outcome *o)
{
	if (o->paired && !(json_put(object, "paired", json_true()) &&
			   json_put(object, "waived", json_u64(o->waived)) &&
			   put_number(object, "spent_ns", o->spent_ns)))
		return false;
	return codec_put_text(object, "unfit", o->unfit) &&
	       (o->note_count == 0 || json_put(object, "notes", notes_json(o)));
}

json_t *gate_outcome_json(const struct gate_outcome *outcome)
{
	const struct gate_outcome *o = outcome;
	json_t *object = json_object();
	bool ok = json_put(object, "exit", json_text(exit_name(o->exit))) &&
		  json_put(object, "exit_code", json_integer((int)o->exit)) &&
		  codec_put_text(object, "base", o->base_name) &&
		  json_put(object, "tests", json_u64(o->tests)) &&
		  json_put(object, "theta", json_number(o->theta)) &&
		  json_put(object, "error", json_number(o->error)) &&
		  json_put(object, "floor", json_number(o->floor)) &&
		  put_counts(object, o) && put_whole(object, o) &&
		  json_put(object, "verdicts", verdicts_json(o));

	return codec_done(object, ok);
}
