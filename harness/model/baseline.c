#include "model/baseline.h"

#include <errno.h>
#include <string.h>

#include "model/count_json.h"
#include "model/machine_json.h"
#include "model/result_json.h"

void baseline_release(struct baseline *baseline)
{
	if (!baseline)
		return;
	arena_release(&baseline->arena);
	memset(baseline, 0, sizeof(*baseline));
}

static int compare_id(const void *id, const void *baseline_case)
{
	return strcmp(id, ((const struct baseline_case *)baseline_case)->id);
}

const struct baseline_case *
baseline_find(const struct baseline_session *session, const char *id)
{
	if (session->case_count == 0)
		return NULL;
	return bsearch(id, session->baseline_case, session->case_count,
		       sizeof(*session->baseline_case), compare_id);
}

static json_t *numbers_json(const double *number, uint64_t count)
{
	json_t *array = json_array();
	uint64_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, json_number(number[i]));
	return codec_done(array, ok);
}

static json_t *count_item_json(const struct baseline_count *count)
{
	const char *provider = counter_provider_name(count->provider);
	json_t *object = json_object();
	bool ok = json_put(object, "name", json_text(count->name)) &&
		  codec_put_text(object, "unit", count->unit) &&
		  json_put(object, "provider", json_text(provider)) &&
		  json_put(object, "per_op", json_number(count->per_op));

	return codec_done(object, ok);
}

static bool put_counts(json_t *object, const struct baseline_case *c)
{
	json_t *array;
	bool ok = true;

	if (c->count_count == 0)
		return true;
	array = json_array();
	for (size_t i = 0; ok && i < c->count_count; i++)
		ok = codec_push(array, count_item_json(&c->count[i]));
	return json_put(object, "counts", codec_done(array, ok));
}

static json_t *case_json(const struct baseline_case *c, bool functions)
{
	json_t *object = json_object();
	bool ok =
	    json_put(object, "id", json_text(c->id)) &&
	    json_put(object, "median_ns",
		     numbers_json(c->median_ns, c->process_count)) &&
	    json_put(object, "lower_quartile_ns",
		     numbers_json(c->lower_quartile_ns, c->process_count)) &&
	    put_counts(object, c) &&
	    (!functions || c->function_count == 0 ||
	     json_put(object, "functions",
		      functions_json(c->function, c->function_count)));

	return codec_done(object, ok);
}

static json_t *plugins_json(const struct baseline_session *session)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < session->plugin_count; i++)
		ok = codec_push(array, result_plugin_json(&session->plugin[i]));
	return codec_done(array, ok);
}

static json_t *session_json(const struct baseline_session *session)
{
	json_t *object = json_object();
	bool ok =
	    codec_put_text(object, "run_id", session->run_id) &&
	    codec_put_text(object, "started_utc", session->started_utc) &&
	    codec_put_text(object, "git_commit", session->git_commit) &&
	    codec_put_text(object, "tare_version", session->tare_version) &&
	    codec_put_text(object, "simulator", session->simulator) &&
	    codec_put_text(object, "accepted", session->accepted) &&
	    json_put(object, "plugins", plugins_json(session));

	return codec_done(object, ok);
}

/*
 * The session's members, its cases one a line, the closing brace. FUNCTIONS:
 * also what each function counted.
 */
static int write_session(const struct baseline_session *session, bool first,
			 bool functions, FILE *out, struct err *err)
{
	json_t *head CLEANUP(codec_decref) = session_json(session);
	void *iter;
	size_t i;

	if (!head)
		return err_nomem(err, "session");
	TRY(codec_write_text(out, first ? "{" : ",\n{", err));
	for (iter = codec_first(head); iter; iter = codec_next(head, iter)) {
		TRY(codec_write_member(
		    out, iter == codec_first(head), json_object_iter_key(iter),
		    json_incref(json_object_iter_value(iter)), err));
	}
	TRY(codec_write_text(out, ",\n\"cases\":[\n", err));
	for (i = 0; i < session->case_count; i++)
		TRY(codec_write_item(
		    out, i == 0,
		    case_json(&session->baseline_case[i], functions), err));
	return codec_write_text(out, "\n]}", err);
}

int baseline_write(const struct baseline *baseline, FILE *out, struct err *err)
{
	size_t i;

	TRY(codec_write_text(out, "{\n", err));
	TRY(codec_write_member(out, true, "schema", json_text(BASELINE_SCHEMA),
			       err));
	TRY(codec_write_member(out, false, "name", json_text(baseline->name),
			       err));
	TRY(codec_write_member(out, false, "machine",
			       machine_identity_json(&baseline->machine), err));
	TRY(codec_write_text(out, ",\n\"sessions\":[\n", err));
	for (i = 0; i < baseline->session_count; i++)
		TRY(write_session(&baseline->session[i], i == 0,
				  i + 1 == baseline->session_count, out, err));
	TRY(codec_write_text(out, "\n]\n}\n", err));
	if (fflush(out) != 0)
		return err_sys(err, ERR_IO, errno, "cannot write the baseline");
	return 0;
}
