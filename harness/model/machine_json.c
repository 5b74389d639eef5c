#include "model/machine_json.h"

#include <math.h>
#include <string.h>

/* A member of a struct: text in an array of SIZE, a u32, a u64 or a double. */
enum field_kind { FIELD_TEXT, FIELD_U32, FIELD_U64, FIELD_DOUBLE };
struct field {
	const char *key;
	enum field_kind kind;
	size_t offset, size;
};

#define FIELD(type, member, kind)                                              \
	{                                                                      \
#member, kind, offsetof(struct type, member),                  \
		    sizeof(((struct type *)0)->member)                         \
	}
#define IDENTITY(member, kind)     FIELD(machine_identity, member, kind)
#define CONDITION(member, kind)    FIELD(machine_conditions, member, kind)
#define INTERFERENCE(member, kind) FIELD(interference, member, kind)

static const struct field identity_fields[] = {
    IDENTITY(id, FIELD_TEXT),
    IDENTITY(cpu_model, FIELD_TEXT),
    IDENTITY(cpu_signature, FIELD_TEXT),
    IDENTITY(cpu_flags_hash, FIELD_TEXT),
    IDENTITY(microcode, FIELD_TEXT),
    IDENTITY(hypervisor, FIELD_TEXT),
    IDENTITY(kernel, FIELD_TEXT),
    IDENTITY(libc, FIELD_TEXT),
    IDENTITY(arch, FIELD_TEXT),
    IDENTITY(cpus_online, FIELD_U32),
    IDENTITY(smt, FIELD_U32),
    IDENTITY(memory_mib, FIELD_U64),
};

static const struct field condition_fields[] = {
    CONDITION(governor, FIELD_TEXT),
    CONDITION(turbo, FIELD_TEXT),
    CONDITION(thp, FIELD_TEXT),
    CONDITION(aslr, FIELD_TEXT),
    CONDITION(clocksource, FIELD_TEXT),
    CONDITION(load1, FIELD_DOUBLE),
    CONDITION(cgroup_quota_cpus, FIELD_DOUBLE),
    CONDITION(cpus_allowed, FIELD_U32),
    CONDITION(clock_resolution_ns, FIELD_DOUBLE),
    CONDITION(clock_read_ns, FIELD_DOUBLE),
};

static const struct field interference_fields[] = {
    INTERFERENCE(psi_cpu_us, FIELD_DOUBLE),
    INTERFERENCE(psi_memory_us, FIELD_DOUBLE),
    INTERFERENCE(psi_io_us, FIELD_DOUBLE),
    INTERFERENCE(steal_ticks, FIELD_DOUBLE),
    INTERFERENCE(throttled_us, FIELD_DOUBLE),
    INTERFERENCE(throttles, FIELD_DOUBLE),
    INTERFERENCE(context_switches, FIELD_DOUBLE),
    INTERFERENCE(slices, FIELD_DOUBLE),
    INTERFERENCE(disturbed, FIELD_DOUBLE),
    INTERFERENCE(wall_ns, FIELD_DOUBLE),
};

static json_t *field_json(const struct field *field, const void *record)
{
	const char *at = (const char *)record + field->offset;
	uint32_t u32 = 0;
	uint64_t u64 = 0;
	double number = 0;

	switch (field->kind) {
	case FIELD_TEXT:
		return json_text(at);
	case FIELD_U32:
		memcpy(&u32, at, sizeof(u32));
		return json_integer(u32);
	case FIELD_U64:
		memcpy(&u64, at, sizeof(u64));
		return json_u64(u64);
	case FIELD_DOUBLE:
		break;
	}
	memcpy(&number, at, sizeof(number));
	return json_number(number);
}

static json_t *record_json(const struct field *field, size_t count,
			   const void *record)
{
	json_t *object = json_object();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = json_put(object, field[i].key,
			      field_json(&field[i], record));
	return codec_done(object, ok);
}

static int read_text(const struct json_at *at, const struct field *field,
		     char *to, struct err *err)
{
	struct json_at member = json_at_key(at, field->key);
	const char *text = json_string_value(member.value);

	if (!member.value || json_is_null(member.value))
		return 0;
	if (!text || strlen(text) >= field->size)
		return json_at_fail(&member, err,
				    "expected a string of at most %zu bytes",
				    field->size - 1);
	memcpy(to, text, strlen(text) + 1);
	return 0;
}

static int read_field(const struct json_at *at, const struct field *field,
		      char *to, struct err *err)
{
	uint32_t u32 = 0;
	uint64_t u64 = 0;
	double number = 0;

	switch (field->kind) {
	case FIELD_TEXT:
		return read_text(at, field, to, err);
	case FIELD_U32:
		TRY(codec_u32(at, field->key, &u32, err));
		memcpy(to, &u32, sizeof(u32));
		return 0;
	case FIELD_U64:
		TRY(json_get_u64(at, field->key, false, &u64, err));
		memcpy(to, &u64, sizeof(u64));
		return 0;
	case FIELD_DOUBLE:
		break;
	}
	TRY(codec_number(at, field->key, &number, err));
	memcpy(to, &number, sizeof(number));
	return 0;
}

static int read_record(const struct json_at *at, const struct field *field,
		       size_t count, void *record, struct err *err)
{
	size_t i;

	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	for (i = 0; i < count; i++)
		TRY(read_field(at, &field[i], (char *)record + field[i].offset,
			       err));
	return 0;
}

json_t *machine_identity_json(const struct machine_identity *identity)
{
	return record_json(identity_fields, ARRAY_SIZE(identity_fields),
			   identity);
}

json_t *machine_conditions_json(const struct machine_conditions *conditions)
{
	return record_json(condition_fields, ARRAY_SIZE(condition_fields),
			   conditions);
}

json_t *interference_json(const struct interference *interference)
{
	return record_json(interference_fields, ARRAY_SIZE(interference_fields),
			   interference);
}

int machine_identity_read(const struct json_at *at,
			  struct machine_identity *ret, struct err *err)
{
	struct json_at machine;
	bool present;

	TRY(codec_object(at, "machine", &machine, &present, err));
	if (!present)
		return 0;
	TRY(read_record(&machine, identity_fields, ARRAY_SIZE(identity_fields),
			ret, err));
	/* It becomes the name of a folder. */
	if (ret->id[strspn(ret->id, "0123456789abcdef")])
		return json_at_fail(&machine, err,
				    "\"id\" must be hexadecimal digits");
	return 0;
}

int machine_conditions_read(const struct json_at *at,
			    struct machine_conditions *ret, struct err *err)
{
	struct json_at conditions;
	bool present;

	TRY(codec_object(at, "conditions", &conditions, &present, err));
	return present ? read_record(&conditions, condition_fields,
				     ARRAY_SIZE(condition_fields), ret, err)
		       : 0;
}

static double known(double value)
{
	return isnan(value) ? -1 : value;
}

int interference_item(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct interference *ret = item;

	(void)arena;
	TRY(read_record(at, interference_fields,
			ARRAY_SIZE(interference_fields), item, err));
	/* Older results have none of them. */
	ret->throttles = known(ret->throttles);
	ret->slices = known(ret->slices);
	ret->disturbed = known(ret->disturbed);
	return 0;
}
