/* What the self-test decides about: its plan, and both sides' builds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/selftest.h"
#include "plugin/plugin.h"

#define TEMPLATE ".tare/selftest-XXXXXX"

static const char *const side_name[] = {"base", "head"};

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
	copies->plugin = arena_array(&copies->arena, plan->case_count + 1,
				     sizeof(struct catalog_plugin *), err);
	if (!copies->plugin)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->case_count; i++) {
		const struct catalog_plugin *plugin = plan->plan_case[i].plugin;

		if (i == 0 || plugin != plan->plan_case[i - 1].plugin)
			copies->plugin[copies->count++] = plugin;
	}
	return 0;
}

static int name_copies(struct selftest_copies *copies, struct err *err)
{
	CLEANUP(mem_free) char *here = realpath(copies->directory, NULL);
	struct catalog_plugin **sides[] = {&copies->base, &copies->head};

	if (!here)
		return err_sys(err, ERR_IO, errno, "'%s'", copies->directory);
	for (size_t s = 0; s < ARRAY_SIZE(sides); s++) {
		struct catalog_plugin *side = arena_array(
		    &copies->arena, copies->count + 1, sizeof(*side), err);

		if (!side)
			return -ERR_NOMEM;
		*sides[s] = side;
		for (size_t i = 0; i < copies->count; i++) {
			side[i] = *copies->plugin[i];
			side[i].path = arena_printf(
			    &copies->arena, err, "%s/%s/%zu-%s.so", here,
			    side_name[s], i, copies->plugin[i]->name);
			if (!side[i].path)
				return -ERR_NOMEM;
		}
	}
	return 0;
}

int selftest_copies_make(struct selftest_copies *copies,
			 const struct plan *plan, struct err *err)
{
	int r = file_make_directories(".tare", err);

	if (r < 0)
		return r;
	memcpy(copies->directory, TEMPLATE, sizeof(TEMPLATE));
	if (!mkdtemp(copies->directory)) {
		copies->directory[0] = '\0';
		return err_sys(err, ERR_IO, errno, "'" TEMPLATE "'");
	}
	for (size_t s = 0; s < ARRAY_SIZE(side_name) && r == 0; s++) {
		char path[sizeof(copies->directory) + 8];

		(void)snprintf(path, sizeof(path), "%s/%s", copies->directory,
			       side_name[s]);
		r = file_make_directories(path, err);
	}
	if (r == 0)
		r = collect(copies, plan, err);
	return r < 0 ? r : name_copies(copies, err);
}

int selftest_copies_write(const struct selftest_copies *copies, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < copies->count && r == 0; i++) {
		r = file_copy(copies->plugin[i]->path, copies->base[i].path,
			      err);
		if (r == 0)
			r = file_copy(copies->plugin[i]->path,
				      copies->head[i].path, err);
	}
	return r < 0 ? err_wrap(err, "copies of the plugins") : 0;
}

void selftest_copies_release(struct selftest_copies *copies)
{
	bool named = copies->base && copies->head;

	for (size_t i = 0; named && i < copies->count; i++) {
		if (copies->base[i].path)
			(void)unlink(copies->base[i].path);
		if (copies->head[i].path)
			(void)unlink(copies->head[i].path);
	}
	for (size_t s = 0; copies->directory[0] && s < ARRAY_SIZE(side_name);
	     s++) {
		char path[sizeof(copies->directory) + 8];

		(void)snprintf(path, sizeof(path), "%s/%s", copies->directory,
			       side_name[s]);
		(void)rmdir(path);
	}
	if (copies->directory[0] && rmdir(copies->directory) < 0)
		log_warn("'%s' could not be removed: %s", copies->directory,
			 strerror(errno));
	arena_release(&copies->arena);
}
