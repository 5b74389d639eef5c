/* What a worker says of itself: crash, memory, stage. */
#include <stdio.h>

#include "base/json.h"
#include "model/wire.h"

/* String KEY, cut to SIZE. BUF is left as it is if there is none. */
static int get_text_if(const struct json_at *at, const char *key, bool required,
		       char *buf, size_t size, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	char *text = NULL;
	int rc = json_get_string(at, key, required, &arena, &text, err);
	if (!rc && text)
		snprintf(buf, size, "%s", text);
	return rc;
}

static int get_text(const struct json_at *at, const char *key, char *buf,
		    size_t size, struct err *err)
{
	return get_text_if(at, key, true, buf, size, err);
}

static int read_caller(const struct json_at *at, struct wire_crash *ret,
		       struct err *err)
{
	int rc = get_text_if(at, "caller_module", false, ret->caller_module,
			     sizeof(ret->caller_module), err);
	if (!rc)
		rc = json_get_u64(at, "caller_offset", false,
				  &ret->caller_offset, err);
	return rc;
}

static int read_crash(const struct json_at *at, struct wire_crash *ret,
		      struct err *err)
{
	int64_t signal = 0;
	int rc = json_get_i64(at, "signal", true, 1, 64, &signal, err);
	ret->signal = (int)signal;
	if (!rc)
		rc = json_get_u64(at, "fault_address", true,
				  &ret->fault_address, err);
	if (!rc)
		rc = json_get_u64(at, "program_counter", true,
				  &ret->program_counter, err);
	if (!rc)
		rc = json_get_u64(at, "module_offset", true,
				  &ret->module_offset, err);
	if (!rc)
		rc = get_text(at, "module", ret->module, sizeof(ret->module),
			      err);
	if (!rc)
		rc = get_text(at, "symbol", ret->symbol, sizeof(ret->symbol),
			      err);
	if (!rc)
		rc = read_caller(at, ret, err);
	return rc;
}

int wire_crash_decode(struct wire_crash *ret, const char *text, size_t length,
		      struct err *err)
{
	CLEANUP(json_doc_release) struct json_doc doc = {0};
	int rc = json_doc_parse(&doc, "crash", text, length, ERR_PROTOCOL, err);
	if (rc)
		return rc;

	struct wire_crash crash = {0};
	struct json_at at = json_at_root(&doc, ERR_PROTOCOL);
	rc = read_crash(&at, &crash, err);
	if (!rc)
		*ret = crash;
	return rc;
}

int wire_memory_decode(struct wire_memory *ret, const char *text, size_t length,
		       struct err *err)
{
	CLEANUP(json_doc_release) struct json_doc doc = {0};
	int rc =
	    json_doc_parse(&doc, "memory", text, length, ERR_PROTOCOL, err);
	if (rc)
		return rc;

	struct wire_memory memory = {0};
	struct json_at at = json_at_root(&doc, ERR_PROTOCOL);
	rc = json_get_u64(&at, "peak_bytes", true, &memory.peak_bytes, err);
	if (!rc)
		rc = json_get_bool(&at, "refused", true, &memory.refused, err);
	if (!rc)
		*ret = memory;
	return rc;
}

int wire_stage_decode(char ret[WIRE_STAGE_SIZE], const char *text,
		      size_t length, struct err *err)
{
	CLEANUP(json_doc_release) struct json_doc doc = {0};
	int rc = json_doc_parse(&doc, "stage", text, length, ERR_PROTOCOL, err);
	if (rc)
		return rc;

	struct json_at at = json_at_root(&doc, ERR_PROTOCOL);
	return get_text(&at, "stage", ret, WIRE_STAGE_SIZE, err);
}
