#include "model/selftest.h"

#include <errno.h>
#include <string.h>

#include "model/result_json.h"

void selftest_release(struct selftest *selftest)
{
	if (selftest)
		result_release(&selftest->head);
}

struct selftest_decision *selftest_add(struct selftest *selftest,
				       struct err *err)
{
	struct arena *arena = &selftest->head.arena;

	if (selftest->decision_count == selftest->decision_capacity) {
		size_t room = 2 * selftest->decision_capacity + 64;
		struct selftest_decision *more =
		    arena_array(arena, room, sizeof(*more), err);

		if (!more)
			return NULL;
		if (selftest->decision_count > 0)
			memcpy(more, selftest->decision,
			       selftest->decision_count * sizeof(*more));
		selftest->decision = more;
		selftest->decision_capacity = room;
	}
	return &selftest->decision[selftest->decision_count++];
}

static bool put_interval(json_t *object, double low, double high, double level)
{
	return json_put(object, "low", json_number(low)) &&
	       json_put(object, "high", json_number(high)) &&
	       json_put(object, "level", json_number(level));
}

static json_t *decision_json(const struct selftest_decision *d)
{
	json_t *object = json_object();
	bool ok =
	    json_put(object, "bench", json_text(d->bench)) &&
	    json_put(object, "effect", json_number(d->effect)) &&
	    json_put(object, "expected", json_number(d->expected)) &&
	    json_put(object, "round", json_u64(d->round)) &&
	    json_put(object, "verdict", json_text(verdict_name(d->kind))) &&
	    json_put(object, "ratio", json_number(d->ratio)) &&
	    put_interval(object, d->low, d->high, d->level) &&
	    json_put(object, "pairs", json_u64(d->pairs)) &&
	    json_put(object, "seconds", json_number(d->spent_ns / 1e9)) &&
	    json_put(object, "pair_sd", json_number(d->pair_sd)) &&
	    json_put(object, "order_effect", json_number(d->order_effect)) &&
	    json_put(object, "mde", json_number(d->mde)) &&
	    json_put(object, "alone", json_boolean(d->alone)) &&
	    codec_put_text(object, "reason", d->reason);

	return codec_done(object, ok);
}

/* NULL where there is none, so that the key says so. */
static json_t *estimate_json(const struct estimate *estimate)
{
	if (!estimate->available)
		return json_null();
	json_t *object = json_object();
	bool ok = json_put(object, "value", json_number(estimate->value)) &&
		  put_interval(object, estimate->low, estimate->high,
			       estimate->level);

	return codec_done(object, ok);
}

static bool put_counts(json_t *object, const struct selftest_cell *c)
{
	return json_put(object, "decisions", json_u64(c->decisions)) &&
	       json_put(object, "regressed", json_u64(c->regressed)) &&
	       json_put(object, "improved", json_u64(c->improved)) &&
	       json_put(object, "equivalent", json_u64(c->equivalent)) &&
	       json_put(object, "inconclusive", json_u64(c->inconclusive)) &&
	       json_put(object, "broken", json_u64(c->broken));
}

static json_t *cell_json(const struct selftest_cell *c)
{
	json_t *object = json_object();
	bool ok =
	    json_put(object, "bench", json_text(c->bench)) &&
	    json_put(object, "effect", json_number(c->effect)) &&
	    json_put(object, "expected", json_number(c->expected)) &&
	    put_counts(object, c) &&
	    json_put(object, "flagged", estimate_json(&c->flagged)) &&
	    json_put(object, "reads", estimate_json(&c->reads)) &&
	    json_put(object, "median_pairs", json_number(c->median_pairs)) &&
	    json_put(object, "median_seconds", json_number(c->median_ns / 1e9));

	return codec_done(object, ok);
}

static json_t *outcome_json(const struct selftest *t)
{
	json_t *object = json_object(), *array = json_array();
	bool ok = true;

	for (size_t i = 0; ok && i < t->contradiction_count; i++)
		ok = codec_push(array, json_text(t->contradiction[i]));
	array = codec_done(array, ok);
	ok = json_put(object, "unchanged", json_u64(t->unchanged)) &&
	     json_put(object, "false_alarms", json_u64(t->false_alarms)) &&
	     json_put(object, "false_improved", json_u64(t->false_improved)) &&
	     json_put(object, "false_alarm_rate",
		      estimate_json(&t->false_alarm_rate));
	if (!ok) {
		json_decref(array);
		return codec_done(object, false);
	}
	return codec_done(object, json_put(object, "contradictions", array));
}

static int write_head(const struct selftest *t, FILE *out, struct err *err)
{
	json_t *head CLEANUP(codec_decref) =
	    result_head_json(&t->head, SELFTEST_SCHEMA);
	bool first = true;

	if (!head || !json_put(head, "own", json_boolean(t->own)))
		return err_nomem(err, "self-test");
	TRY(codec_write_text(out, "{\n", err));
	for (void *i = codec_first(head); i; i = codec_next(head, i)) {
		TRY(codec_write_member(out, first, json_object_iter_key(i),
				       json_incref(json_object_iter_value(i)),
				       err));
		first = false;
	}
	return 0;
}

int selftest_write(const struct selftest *selftest, FILE *out, struct err *err)
{
	const struct selftest *t = selftest;

	TRY(write_head(t, out, err));
	TRY(codec_write_member(out, false, "summary", outcome_json(t), err));
	TRY(codec_write_text(out, ",\n\"cells\":[\n", err));
	for (size_t i = 0; i < t->cell_count; i++)
		TRY(codec_write_item(out, i == 0, cell_json(&t->cell[i]), err));
	TRY(codec_write_text(out, "\n],\n\"decisions\":[\n", err));
	for (size_t i = 0; i < t->decision_count; i++)
		TRY(codec_write_item(out, i == 0,
				     decision_json(&t->decision[i]), err));
	TRY(codec_write_text(out, "\n]\n}\n", err));
	if (fflush(out) != 0)
		return err_sys(err, ERR_IO, errno,
			       "cannot write the self-test");
	return 0;
}
