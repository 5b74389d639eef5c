/*
 * The child's side of describing: loads one plugin and sends what it offers.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/mem.h"
#include "base/proc.h"
#include "plugin/plugin.h"

/* Above any number that a plugin is likely to write to by mistake. */
#define WIRE_FD_HIGH 200
#define WIRE_FD_LOW  100

/* The wire under another number; /dev/null in its old place. */
static int hide_wire(void)
{
	int wire = fcntl(PROC_WIRE_FD, F_DUPFD_CLOEXEC, WIRE_FD_HIGH);
	if (wire < 0)
		wire = fcntl(PROC_WIRE_FD, F_DUPFD_CLOEXEC, WIRE_FD_LOW);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0 && null != PROC_WIRE_FD) {
		dup3(null, PROC_WIRE_FD, O_CLOEXEC);
		close(null);
	}
	return wire;
}

static char *copy(struct arena *arena, const char *text, struct err *err)
{
	return text ? arena_strdup(arena, text, err) : NULL;
}

static void copy_bench(struct arena *arena, struct catalog_bench *to,
		       const struct tare_bench *from, struct err *err)
{
	to->id = copy(arena, from->id, err);
	to->summary = copy(arena, from->summary, err);
	to->unit = copy(arena, from->unit ? from->unit : "ops", err);
	to->params = copy(arena, from->params, err);
	to->threads = copy(arena, from->threads, err);
	to->tags = copy(arena, from->tags, err);
	to->file = copy(arena, from->file, err);
	to->line = from->line;
	to->batch = from->batch != NULL;
}

static int copy_benches(struct arena *arena, struct catalog_plugin *to,
			const struct tare_plugin *from, struct err *err)
{
	size_t count = from->bench_count;

	if (!count)
		return 0;
	to->bench = arena_array(arena, count, sizeof(*to->bench), err);
	if (!to->bench)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		copy_bench(arena, &to->bench[i], from->bench[i], err);
	if (err->code)
		return -(int)err->code;
	to->bench_count = count;
	return 0;
}

static int fill(struct arena *arena, struct catalog_plugin *to,
		const struct tare_plugin *from, const char *path,
		struct err *err)
{
	char *absolute CLEANUP(mem_free) = realpath(path, NULL);
	const char *dot = strrchr(from->id, '.');
	char build_id[80];
	int r = plugin_build_id(path, build_id, err);

	if (r)
		return r;
	to->path = copy(arena, absolute ? absolute : path, err);
	to->id = copy(arena, from->id, err);
	to->name = copy(arena, dot ? dot + 1 : from->id, err);
	to->version = copy(arena, from->version, err);
	to->build_info = copy(arena, from->build_info, err);
	to->build_id = copy(arena, build_id, err);
	to->abi = from->abi;
	to->build_flags = from->build_flags;
	return copy_benches(arena, to, from, err);
}

static char *describe(const char *path, struct err *err)
{
	struct arena arena CLEANUP(arena_release) = {0};
	struct catalog_plugin described = {0};
	struct plugin plugin;

	if (plugin_load(&plugin, path, err) ||
	    fill(&arena, &described, plugin.descriptor, path, err))
		return NULL;
	return catalog_plugin_encode(&described, err);
}

int plugin_describe_main(const char *path)
{
	int wire = hide_wire();
	struct err err = {0};
	char *text CLEANUP(mem_free) = describe(path, &err);

	if (!text && asprintf(&text, "E%s", err.text) < 0) {
		text = NULL;
		return EXIT_BROKEN;
	}
	return frame_write(wire, text, strlen(text), &err) ? EXIT_BROKEN
							   : EXIT_PASS;
}
