#include "model/doctor.h"

#include "base/json.h"
#include "model/machine_json.h"

const char *doctor_level_name(enum doctor_level level)
{
	switch (level) {
	case DOCTOR_OK:
		return "ok";
	case DOCTOR_NOTE:
		return "note";
	case DOCTOR_WARN:
		return "warn";
	}
	return "unknown";
}

/* Text, or null for "". */
static json_t *optional(const char *text)
{
	return text[0] ? json_text(text) : json_null();
}

static json_t *line_json(const struct doctor_line *line)
{
	json_t *json = json_object();

	if (json_put(json, "what", json_text(line->what)) &&
	    json_put(json, "level",
		     json_text(doctor_level_name(line->level))) &&
	    json_put(json, "state", json_text(line->state)) &&
	    json_put(json, "effect", optional(line->effect)) &&
	    json_put(json, "mend", optional(line->mend)) &&
	    json_put(json, "detail", optional(line->detail)))
		return json;
	json_decref(json);
	return NULL;
}

static json_t *lines_json(const struct doctor *doctor)
{
	json_t *list = json_array();

	for (size_t i = 0; i < doctor->count; i++) {
		if (json_array_append_new(list, line_json(&doctor->line[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

int doctor_write(const struct doctor *doctor, FILE *out, struct err *err)
{
	json_t *json = json_object();
	int rc;

	if (json_put(json, "schema", json_text(DOCTOR_SCHEMA)) &&
	    json_put(json, "machine",
		     machine_identity_json(&doctor->machine)) &&
	    json_put(json, "lines", lines_json(doctor)))
		rc = json_write_line(out, json, err);
	else
		rc = err_nomem(err, "doctor");
	json_decref(json);
	return rc;
}
