#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "machine/machine.h"

struct text_field {
	const char *name;
	size_t offset;
};

#define FIELD(name, member)                                                    \
	{                                                                      \
		name, offsetof(struct machine_identity, member)                \
	}

static const struct text_field text_fields[] = {
    FIELD("CPU", cpu_model),
    FIELD("CPU signature", cpu_signature),
    FIELD("CPU flags", cpu_flags_hash),
    FIELD("microcode", microcode),
    FIELD("hypervisor", hypervisor),
    FIELD("kernel", kernel),
    FIELD("libc", libc),
    FIELD("architecture", arch),
};

/* Adds "; NAME A against B" where it fits. */
static void __attribute__((format(printf, 3, 4)))
add_difference(char *why, size_t size, const char *fmt, ...)
{
	size_t used = strlen(why);
	va_list args;

	if (used + 3 >= size)
		return;
	if (used)
		used += (size_t)snprintf(why + used, size - used, "; ");
	va_start(args, fmt);
	vsnprintf(why + used, size - used, fmt, args);
	va_end(args);
}

static bool same_number(const char *name, uint64_t a, uint64_t b, char *why,
			size_t size)
{
	if (a == b)
		return true;
	add_difference(why, size, "%s %" PRIu64 " against %" PRIu64, name, a,
		       b);
	return false;
}

static bool same_texts(const struct machine_identity *a,
		       const struct machine_identity *b, char *why, size_t size)
{
	bool same = true;

	for (size_t i = 0; i < ARRAY_SIZE(text_fields); i++) {
		const struct text_field *field = &text_fields[i];
		const char *in_a = (const char *)a + field->offset;
		const char *in_b = (const char *)b + field->offset;
		if (!strcmp(in_a, in_b))
			continue;
		same = false;
		add_difference(why, size, "%s '%s' against '%s'", field->name,
			       in_a, in_b);
	}
	return same;
}

bool machine_same(const struct machine_identity *a,
		  const struct machine_identity *b, char *why, size_t size)
{
	why[0] = '\0';
	bool same = same_texts(a, b, why, size);
	same &= same_number("CPUs online", a->cpus_online, b->cpus_online, why,
			    size);
	same &= same_number("threads a core", a->smt, b->smt, why, size);
	same &=
	    same_number("memory MiB", a->memory_mib, b->memory_mib, why, size);
	return same;
}
