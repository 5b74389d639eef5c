#include "model/count_json.h"

#include <math.h>
#include <string.h>

#include "model/counter_json.h"

/* Broken UTF-8 was replaced by 3 bytes each on the way. */
#define MAX_TEXT (3 * SAMPLES_MAX_TEXT)

static void replace_controls(char *text)
{
	for (unsigned char *c = (unsigned char *)text; *c; c++) {
		bool c1 = c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f;

		if (*c < 0x20 || *c == 0x7f || c1)
			*c = '?';
		if (c1)
			*++c = '?';
	}
}

bool count_put_symbol(json_t *object, const char *key, const char *name)
{
	char *shown CLEANUP(mem_free) = NULL;

	if (!name)
		return true;
	shown = strdup(name);
	if (!shown)
		return false;
	replace_controls(shown);
	return codec_put_clipped(object, key, shown, SAMPLES_MAX_TEXT);
}

int count_symbol(const struct json_at *at, const char *key, bool require,
		 struct arena *arena, char **ret, struct err *err)
{
	struct json_at member = json_at_key(at, key);
	char *name = NULL;

	TRY(codec_text(at, key, MAX_TEXT, arena, &name, err));
	if (!name)
		return require ? json_at_fail(at, err,
					      "the key \"%s\" is missing", key)
			       : 0;
	if (!*name || codec_has_control(name))
		return json_at_fail(&member, err,
				    "expected a name without control "
				    "characters");
	*ret = name;
	return 0;
}

static json_t *function_json(const struct count_function *function)
{
	const struct count_function *f = function;
	json_t *object = json_object();
	bool ok =
	    count_put_symbol(object, "name", f->name) &&
	    count_put_symbol(object, "object", f->object) &&
	    json_put(object, "instructions", json_number(f->instructions)) &&
	    json_put(object, "calls", json_number(f->calls));

	return codec_done(object, ok);
}

json_t *functions_json(const struct count_function *function, size_t count)
{
	json_t *array = json_array();
	bool ok = true;

	for (size_t i = 0; ok && i < count && i < COUNT_MAX_FUNCTIONS; i++)
		ok = codec_push(array, function_json(&function[i]));
	return codec_done(array, ok);
}

static int read_function(const struct json_at *at, struct arena *arena,
			 void *item, struct err *err)
{
	struct count_function *ret = item;

	TRY(count_symbol(at, "name", true, arena, &ret->name, err));
	TRY(count_symbol(at, "object", false, arena, &ret->object, err));
	TRY(json_get_double(at, "instructions", true, &ret->instructions, err));
	return json_get_double(at, "calls", true, &ret->calls, err);
}

static const struct codec_items functions = {
    "functions",
    COUNT_MAX_FUNCTIONS,
    sizeof(struct count_function),
    read_function,
};

int functions_read(const struct json_at *at, struct arena *arena,
		   struct count_function **ret, size_t *ret_count,
		   struct err *err)
{
	return codec_items(at, &functions, arena, ret, ret_count, err);
}

static bool put_which(json_t *object, const struct count_samples *s)
{
	return json_put(object, "case", json_integer(s->case_index)) &&
	       json_put(object, COUNT_KEY,
			json_text(count_pass_name(s->pass))) &&
	       codec_put_text(object, "side", pair_side_name(s->side)) &&
	       (s->variant == 0 ||
		json_put(object, "variant", json_integer(s->variant)));
}

json_t *count_json(const struct count_samples *samples,
		   const struct absences *absences)
{
	const struct count_samples *s = samples;
	const char *status = case_status_name(s->status);
	size_t max = SAMPLES_MAX_TEXT;
	json_t *object = json_object();
	bool ok = put_which(object, s) &&
		  json_put(object, "status", json_text(status)) &&
		  codec_put_clipped(object, "reason", s->reason, max) &&
		  json_put(object, "ops", json_u64(s->ops)) &&
		  json_put(object, "counters",
			   counter_list_json(s->counter, s->counter_count,
					     absences)) &&
		  (s->function_count == 0 ||
		   json_put(object, "functions",
			    functions_json(s->function, s->function_count))) &&
		  json_put(object, "wall_ns", json_u64(s->wall_ns)) &&
		  codec_put_clipped(object, "note", s->note, max);

	return codec_done(object, ok);
}

int count_read_pass(const struct json_at *at, enum count_pass *ret,
		    struct err *err)
{
	struct json_at member = json_at_key(at, COUNT_KEY);
	const char *name = json_string_value(member.value);

	if (!name || !count_pass_parse(name, ret))
		return json_at_fail(member.value ? &member : at, err,
				    "expected \"" COUNT_KEY
				    "\": \"allocations\" or \"simulated\"");
	return 0;
}

int count_read_ops(const struct json_at *at, uint64_t *ret, struct err *err)
{
	struct json_at member = json_at_key(at, "ops");

	TRY(json_get_u64(at, "ops", true, ret, err));
	if (*ret > COUNT_MAX_OPS || (*ret & (*ret - 1)))
		return json_at_fail(&member, err,
				    "expected 0 or a power of two up to 2^%d",
				    COUNT_MAX_OPS_BITS);
	return 0;
}

/* Counts are compared by arithmetic: what is there is a number. */
static int check_counters(const struct json_at *at,
			  const struct count_samples *samples, struct err *err)
{
	struct json_at list = json_at_key(at, "counters");

	for (size_t i = 0; i < samples->counter_count; i++) {
		struct json_at item = json_at_index(&list, i);

		if (samples->counter[i].available &&
		    !isfinite(samples->counter[i].per_op))
			return json_at_fail(&item, err,
					    "a total without \"per_op\", the "
					    "count an operation");
	}
	return 0;
}

static int read_count(const struct json_at *at, struct arena *arena,
		      const struct absences *absences,
		      struct count_samples *ret, struct err *err)
{
	TRY(codec_u32(at, "case", &ret->case_index, err));
	TRY(count_read_pass(at, &ret->pass, err));
	TRY(codec_side(at, &ret->side, err));
	TRY(codec_u32(at, "variant", &ret->variant, err));
	TRY(codec_status(at, &ret->status, err));
	TRY(codec_text(at, "reason", MAX_TEXT, arena, &ret->reason, err));
	TRY(count_read_ops(at, &ret->ops, err));
	TRY(counter_list_read(at, arena, absences, &ret->counter,
			      &ret->counter_count, err));
	TRY(check_counters(at, ret, err));
	TRY(functions_read(at, arena, &ret->function, &ret->function_count,
			   err));
	TRY(json_get_u64(at, "wall_ns", false, &ret->wall_ns, err));
	return codec_text(at, "note", MAX_TEXT, arena, &ret->note, err);
}

int count_from_json(const struct json_at *at, struct arena *arena,
		    const struct absences *absences, struct count_samples *ret,
		    struct err *err)
{
	struct count_samples samples = {0};

	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	TRY(read_count(at, arena, absences, &samples, err));
	*ret = samples;
	return 0;
}

char *count_encode(const struct count_samples *samples, struct err *err)
{
	return codec_finish(count_json(samples, NULL), err);
}

int count_decode(struct count_samples *ret, struct arena *arena,
		 const char *text, size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};
	struct json_at root;

	TRY(json_doc_parse(&doc, "count", text, length, ERR_PROTOCOL, err));
	root = json_at_root(&doc, ERR_PROTOCOL);
	return count_from_json(&root, arena, NULL, ret, err);
}
