/*
 * Checks of a descriptor: the rules of docs/plugin-abi.md, in its order.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plugin/plugin.h"

/* What ABI 1.0 had; nothing shorter was ever released. */
#define PLUGIN_MIN_BYTES                                                       \
	(offsetof(struct tare_plugin, get_extension) + sizeof(void *))
#define BENCH_MIN_BYTES (offsetof(struct tare_bench, teardown) + sizeof(void *))
/* A struct that claims more is not one. */
#define STRUCT_MAX_BYTES 4096
#define TEXT_MAX_BYTES   1000
#define THREADS_MAX      1024

static int check_version(const struct tare_plugin *d, struct err *err)
{
	unsigned major = d->abi >> 16, minor = d->abi & 0xffff;

	if (d->magic != TARE_MAGIC) {
		return err_set(err, ERR_PLUGIN,
			       "its descriptor begins with 0x%08" PRIx32
			       ", expected 0x%08" PRIx32
			       "; tare_plugin_entry() must return a struct "
			       "tare_plugin, as TARE_PLUGIN() writes it",
			       d->magic, TARE_MAGIC);
	}
	if (major != TARE_ABI_MAJOR) {
		return err_set(err, ERR_PLUGIN,
			       "built for tare ABI %u.%u, this tare has %d.%d; "
			       "%s",
			       major, minor, TARE_ABI_MAJOR, TARE_ABI_MINOR,
			       major < TARE_ABI_MAJOR
				   ? "rebuild it with this tare's headers"
				   : "use a newer tare, or rebuild it with "
				     "this tare's headers");
	}
	return 0;
}

/*
 * Size of a struct that the plugin was compiled with: long enough for 1.0,
 * and zero where it is longer than this tare knows.
 */
static int check_size(const void *bytes, size_t size, size_t min, size_t known,
		      uint32_t abi, struct err *err)
{
	const unsigned char *byte = bytes;

	if (size < min || size > STRUCT_MAX_BYTES) {
		return err_set(err, ERR_PLUGIN,
			       "its struct_size is %zu, expected %zu to %d; "
			       "set it to sizeof the struct",
			       size, min, STRUCT_MAX_BYTES);
	}
	for (size_t i = known; i < size; i++) {
		if (byte[i]) {
			return err_set(
			    err, ERR_PLUGIN,
			    "built for tare ABI %u.%u, this tare has %d.%d, "
			    "and it uses a field that this tare does not know "
			    "(byte %zu of %zu); use a newer tare",
			    (unsigned)(abi >> 16), (unsigned)(abi & 0xffff),
			    TARE_ABI_MAJOR, TARE_ABI_MINOR, i, size);
		}
	}
	return 0;
}

static int check_flags(const char *name, uint32_t flags, uint32_t known,
		       struct err *err)
{
	uint32_t unknown = flags & ~known;

	if (!unknown)
		return 0;
	return err_set(err, ERR_PLUGIN,
		       "bit %d of its %s is set (0x%08" PRIx32
		       "), which this tare (ABI %d.%d) does not know; use a "
		       "newer tare",
		       __builtin_ctz(unknown), name, flags, TARE_ABI_MAJOR,
		       TARE_ABI_MINOR);
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Words joined by JOINT, none empty; EXTRA is allowed in words too. */
static bool is_id(const char *id, char joint, char extra)
{
	bool in_word = false;

	for (; *id; id++)
		if (is_word(*id) || (extra && *id == extra))
			in_word = true;
		else if (*id == joint && in_word)
			in_word = false;
		else
			return false;
	return in_word;
}

static int check_text(const char *name, const char *text, struct err *err)
{
	if (text && strnlen(text, TEXT_MAX_BYTES + 1) > TEXT_MAX_BYTES) {
		return err_set(err, ERR_PLUGIN,
			       "its %s is longer than %d bytes", name,
			       TEXT_MAX_BYTES);
	}
	return 0;
}

/* A text that tables show in one line. */
static int check_line(const char *name, const char *text, struct err *err)
{
	char shown[TEXT_MAX_BYTES + 1];
	int r = check_text(name, text, err);

	if (r || !text ||
	    strcmp(str_printable(shown, sizeof(shown), text), text) == 0)
		return r;
	return err_set(err, ERR_PLUGIN,
		       "its %s '%.80s' has control characters or is not UTF-8",
		       name, shown);
}

static int check_names(const struct tare_plugin *d, struct err *err)
{
	char shown[80];

	if (!d->id || strnlen(d->id, CATALOG_MAX_NAME + 1) > CATALOG_MAX_NAME ||
	    !is_id(d->id, '.', '-')) {
		return err_set(err, ERR_PLUGIN,
			       "its id is '%s', expected a reverse domain of "
			       "at most %d bytes such as \"org.example.name\" "
			       "(a-z, 0-9, '_', '-')",
			       str_printable(shown, sizeof(shown),
					     d->id ? d->id : "(null)"),
			       CATALOG_MAX_NAME);
	}
	if (!d->version || !*d->version) {
		return err_set(err, ERR_PLUGIN,
			       "it has no version, expected one such as "
			       "\"1.0.0\"");
	}
	if (check_line("version", d->version, err) ||
	    check_text("build_info", d->build_info, err))
		return -ERR_PLUGIN;
	if (d->bench_count > CATALOG_MAX_BENCHES) {
		return err_set(err, ERR_PLUGIN,
			       "it has %zu benchmarks, at most %d are allowed",
			       d->bench_count, CATALOG_MAX_BENCHES);
	}
	if (d->bench_count && !d->bench) {
		return err_set(err, ERR_PLUGIN,
			       "its bench is NULL, expected %zu benchmarks",
			       d->bench_count);
	}
	return 0;
}

static int check_bench_id(const char *id, size_t index, struct err *err)
{
	char shown[80];

	if (!id) {
		return err_set(err, ERR_PLUGIN, "benchmark %zu: its id is NULL",
			       index);
	}
	if (strnlen(id, CATALOG_MAX_NAME + 1) > CATALOG_MAX_NAME) {
		return err_set(err, ERR_PLUGIN,
			       "benchmark '%s': its id is longer than %d bytes",
			       str_printable(shown, sizeof(shown), id),
			       CATALOG_MAX_NAME);
	}
	if (!is_id(id, '/', '\0')) {
		return err_set(err, ERR_PLUGIN,
			       "benchmark '%s': expected an id of a-z, 0-9 and "
			       "'_', with '/' between parts",
			       str_printable(shown, sizeof(shown), id));
	}
	return 0;
}

static int check_form(const struct tare_bench *bench, struct err *err)
{
	if (bench->body && bench->batch) {
		return err_set(err, ERR_PLUGIN,
			       "it has both a body and a batch; keep one");
	}
	if (!bench->body && !bench->batch) {
		return err_set(err, ERR_PLUGIN,
			       "it has neither a body nor a batch; give it "
			       "one");
	}
	return 0;
}

static int check_specs(const struct tare_bench *bench, struct err *err)
{
	struct arena arena CLEANUP(arena_release) = {0};
	struct params_axis *axis;
	int64_t *value;
	size_t count = 0;
	int r = 0;

	if (bench->params)
		r = params_parse(bench->params, &arena, &axis, &count, err);
	if (r || !bench->threads)
		return r;
	r = params_values(bench->threads, &arena, &value, &count, err);
	if (r)
		return err_wrap(err, "threads");
	for (size_t i = 0; i < count; i++) {
		if (value[i] < 1 || value[i] > THREADS_MAX) {
			return err_set(err, ERR_PLUGIN,
				       "threads: expected 1 to %d, found "
				       "%" PRId64,
				       THREADS_MAX, value[i]);
		}
	}
	return 0;
}

static int check_content(const struct tare_bench *bench, struct err *err)
{
	int r = check_flags("flags", bench->flags, 0, err);

	if (!r)
		r = check_form(bench, err);
	if (!r)
		r = check_text("summary", bench->summary, err);
	if (!r)
		r = check_line("unit", bench->unit, err);
	if (!r)
		r = check_line("tags", bench->tags, err);
	if (!r)
		r = check_specs(bench, err);
	return r;
}

static int check_bench(const struct tare_bench *bench, size_t index,
		       uint32_t abi, struct err *err)
{
	int r;

	if (!bench) {
		return err_set(err, ERR_PLUGIN, "benchmark %zu: it is NULL",
			       index);
	}
	r = check_size(bench, bench->struct_size, BENCH_MIN_BYTES,
		       sizeof(*bench), abi, err);
	if (r)
		return err_wrap(err, "benchmark %zu", index);
	r = check_bench_id(bench->id, index, err);
	if (r)
		return r;
	r = check_content(bench, err);
	return r ? err_wrap(err, "benchmark '%s'", bench->id) : 0;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Up or, as compilers like to lay them out, down: then no two are equal. */
static bool ids_in_order(const struct tare_plugin *d)
{
	int first = 0;

	for (size_t i = 1; i < d->bench_count; i++) {
		int order = strcmp(d->bench[i - 1]->id, d->bench[i]->id);

		if (order == 0 || (i > 1 && (order < 0) != (first < 0)))
			return false;
		first = order;
	}
	return true;
}

static int check_duplicates(const struct tare_plugin *d, struct err *err)
{
	const char **id CLEANUP(mem_free) = NULL;

	if (ids_in_order(d))
		return 0;
	id = calloc(d->bench_count, sizeof(*id));
	if (!id)
		return err_nomem(err, "benchmark ids");
	for (size_t i = 0; i < d->bench_count; i++)
		id[i] = d->bench[i]->id;
	qsort(id, d->bench_count, sizeof(*id), compare_ids);
	for (size_t i = 1; i < d->bench_count; i++) {
		if (strcmp(id[i - 1], id[i]) == 0) {
			return err_set(err, ERR_PLUGIN,
				       "two benchmarks have the id '%s'; "
				       "rename one",
				       id[i]);
		}
	}
	return 0;
}

static int check_all(const struct tare_plugin *d, struct err *err)
{
	int r = check_version(d, err);

	if (!r) {
		r = check_size(d, d->struct_size, PLUGIN_MIN_BYTES, sizeof(*d),
			       d->abi, err);
	}
	if (!r) {
		r = check_flags("build_flags",
				d->build_flags & TARE_BUILD_CRITICAL,
				TARE_BUILD_KNOWN, err);
	}
	if (!r)
		r = check_names(d, err);
	for (size_t i = 0; !r && i < d->bench_count; i++)
		r = check_bench(d->bench[i], i, d->abi, err);
	return r ? r : check_duplicates(d, err);
}

int plugin_check(const struct tare_plugin *descriptor, const char *path,
		 struct err *err)
{
	struct err found = {0};
	int r = check_all(descriptor, &found);

	if (!r)
		return 0;
	return err_set(err, found.code == ERR_NOMEM ? ERR_NOMEM : ERR_PLUGIN,
		       "plugin '%s': %s", path, found.text);
}
