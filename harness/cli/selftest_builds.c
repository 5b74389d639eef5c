/* What the self-test decides about: its plan, and both sides' builds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/selftest.h"
#include "plugin/plugin.h"
#include "store/artefacts.h"

#define TEMPLATE ".tare/selftest-XXXXXX"

/* A suite of the self-test's plugin alone, whose knob has every value. */
static int parse_suite(struct suite *suite,
		       const struct selftest_options *options, struct err *err)
{
	CLEANUP(str_release) struct str text = {0};

	str_add(&text, "{\"schema\":\"" SUITE_SCHEMA "\",\"name\":\"selftest\","
		       "\"benchmarks\":[{\"select\":\"selftest/*\","
		       "\"params\":{\"extra\":[");
	if (options->unchanged > 0)
		str_add(&text, options->extra_count ? "0," : "0");
	for (size_t i = 0; i < options->extra_count; i++)
		str_addf(&text, "%s%u", i ? "," : "", options->extra[i]);
	str_add(&text, "]}}]}");
	if (text.failed)
		return err_nomem(err, "suite of the self-test");
	return suite_parse(suite, "selftest", text.text, text.length, err);
}

static void plugin_failed(void *ctx, const char *path, const struct err *err)
{
	(void)path;
	(void)err_set(ctx, err->code, "%s", err->text);
}

int selftest_own(struct workspace *workspace,
		 const struct selftest_options *options, struct err *err)
{
	CLEANUP(mem_free) char *path = NULL;
	struct plan_options plan = options->select.plan;

	plan.seed = options->seed;
	int r = plugin_resolve("selftest", options->select.plugin_dir,
			       options->select.plugin_dir_count, &path, err);
	if (r == 0)
		r = parse_suite(&workspace->suite, options, err);
	if (r == 0) {
		const char *paths[] = {path};
		r = plugin_describe(&workspace->catalog, paths, 1,
				    plugin_failed, err, err);
	}
	if (r == 0 && err->code)
		r = -(int)err->code;
	return r < 0 ? r
		     : plan_make(&workspace->plan, &workspace->suite,
				 &workspace->catalog, &plan, err);
}

/* The plugins of PLAN, each once; its cases are sorted, so neighbours. */
static int collect(struct selftest_copies *copies, const struct plan *plan,
		   struct err *err)
{
	size_t room = plan->case_count + 1;

	copies->plugin = arena_array(&copies->arena, room,
				     sizeof(struct catalog_plugin *), err);
	copies->base =
	    arena_array(&copies->arena, room, sizeof(*copies->base), err);
	copies->head =
	    arena_array(&copies->arena, room, sizeof(*copies->head), err);
	if (!copies->plugin || !copies->base || !copies->head)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->case_count; i++) {
		const struct catalog_plugin *plugin = plan->plan_case[i].plugin;

		if (i == 0 || plugin != plan->plan_case[i - 1].plugin)
			copies->plugin[copies->count++] = plugin;
	}
	return 0;
}

/* A folder, to be removed at the end; its path, or NULL. */
static const char *add_folder(struct selftest_copies *copies, const char *path,
			      struct err *err)
{
	if (!path ||
	    vec_reserve(&copies->folder, &copies->folder_capacity,
			copies->folder_count, sizeof(*copies->folder), err) < 0)
		return NULL;
	if (mkdir(path, 0777) < 0) {
		(void)err_sys(err, ERR_IO, errno, "'%s'", path);
		return NULL;
	}
	return copies->folder[copies->folder_count++] = path;
}

/* FROM is to be copied to TO; which is returned, or NULL. */
static char *add_file(struct selftest_copies *copies, const char *from,
		      char *to, struct err *err)
{
	if (!to ||
	    vec_reserve(&copies->file, &copies->file_capacity,
			copies->file_count, sizeof(*copies->file), err) < 0)
		return NULL;
	copies->file[copies->file_count++] =
	    (struct selftest_file){.from = from, .to = to};
	return to;
}

/* One side of plugin I: a folder with it and the libraries it brings. */
static int add_side(struct selftest_copies *copies, size_t i,
		    const char *folder_of_side,
		    const struct artefacts_libraries *libraries,
		    struct catalog_plugin *ret, struct err *err)
{
	struct arena *arena = &copies->arena;
	const struct catalog_plugin *plugin = copies->plugin[i];
	const char *folder = add_folder(
	    copies, arena_printf(arena, err, "%s/%zu", folder_of_side, i), err);

	if (!folder)
		return -(int)err->code;
	*ret = *plugin;
	ret->path = add_file(
	    copies, plugin->path,
	    arena_printf(arena, err, "%s/%s.so", folder, plugin->name), err);
	for (size_t k = 0; ret->path && k < libraries->count; k++) {
		const struct artefacts_library *library = &libraries->item[k];

		if (!strchr(library->name, '/') &&
		    !add_file(copies, library->path,
			      arena_printf(arena, err, "%s/%s", folder,
					   library->name),
			      err))
			return -(int)err->code;
	}
	return ret->path ? 0 : -(int)err->code;
}

static int add_sides(struct selftest_copies *copies, const char *here,
		     struct err *err)
{
	struct arena *arena = &copies->arena;
	const char *base =
	    add_folder(copies, arena_printf(arena, err, "%s/base", here), err);
	const char *head =
	    add_folder(copies, arena_printf(arena, err, "%s/head", here), err);
	int r = base && head ? 0 : -(int)err->code;

	for (size_t i = 0; i < copies->count && r == 0; i++) {
		struct artefacts_libraries libraries = {0};

		r = artefacts_libraries(copies->plugin[i]->path, arena,
					&libraries, err);
		if (r == 0)
			r = add_side(copies, i, base, &libraries,
				     &copies->base[i], err);
		if (r == 0)
			r = add_side(copies, i, head, &libraries,
				     &copies->head[i], err);
	}
	return r;
}

int selftest_copies_make(struct selftest_copies *copies,
			 const struct plan *plan, struct err *err)
{
	CLEANUP(mem_free) char *here = NULL;
	int r = file_make_directories(".tare", err);

	if (r < 0)
		return r;
	memcpy(copies->directory, TEMPLATE, sizeof(TEMPLATE));
	if (!mkdtemp(copies->directory)) {
		copies->directory[0] = '\0';
		return err_sys(err, ERR_IO, errno, "'" TEMPLATE "'");
	}
	here = realpath(copies->directory, NULL);
	if (!here)
		return err_sys(err, ERR_IO, errno, "'%s'", copies->directory);
	r = collect(copies, plan, err);
	return r < 0 ? r : add_sides(copies, here, err);
}

int selftest_copies_write(const struct selftest_copies *copies, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < copies->file_count && r == 0; i++)
		r = file_copy(copies->file[i].from, copies->file[i].to, err);
	return r < 0 ? err_wrap(err, "copies of the plugins") : 0;
}

void selftest_copies_release(struct selftest_copies *copies)
{
	for (size_t i = 0; i < copies->file_count; i++)
		(void)unlink(copies->file[i].to);
	for (size_t i = copies->folder_count; i > 0; i--)
		(void)rmdir(copies->folder[i - 1]);
	if (copies->directory[0] && rmdir(copies->directory) < 0)
		log_warn("'%s' could not be removed: %s", copies->directory,
			 strerror(errno));
	free(copies->file);
	free(copies->folder);
	arena_release(&copies->arena);
}
