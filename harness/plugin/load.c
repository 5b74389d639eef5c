/*
 * Loading: what is wrong is found before dlopen where it can be.
 */
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "plugin/beside.h"
#include "plugin/elf_facts.h"
#include "plugin/plugin.h"

/* The linker's text without the path that it begins with. */
static const char *reason_of(const char *text, const char *path)
{
	size_t length = strlen(path);

	if (!text)
		return "no reason given";
	if (strncmp(text, path, length) == 0 &&
	    strncmp(text + length, ": ", 2) == 0)
		return text + length + 2;
	return text;
}

static const char *mend_of(const char *reason)
{
	if (strstr(reason, "undefined symbol")) {
		return "link what defines it: tare_add_plugin(... LIBRARIES "
		       "...)";
	}
	if (strstr(reason, "cannot open shared object file"))
		return "install that library, or set LD_LIBRARY_PATH";
	return "build it again on this machine";
}

static int open_handle(const char *path, void **ret, struct err *err)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		const char *reason = reason_of(dlerror(), path);

		return err_set(err, ERR_PLUGIN, "cannot be loaded: %s; %s",
			       str_shown(reason).text, mend_of(reason));
	}
	*ret = handle;
	return 0;
}

static int ask_entry(void *handle, const struct tare_plugin **ret,
		     struct err *err)
{
	tare_plugin_entry_fn entry;
	void *symbol = dlsym(handle, TARE_PLUGIN_ENTRY);
	const struct tare_plugin *descriptor;

	if (!symbol) {
		return err_set(err, ERR_PLUGIN,
			       "it exports no %s, so it is not a plugin of "
			       "tare; write TARE_PLUGIN(\"id\", \"version\") "
			       "once in it",
			       TARE_PLUGIN_ENTRY);
	}
	memcpy(&entry, &symbol, sizeof(entry));
	descriptor = entry(TARE_ABI);
	if (!descriptor) {
		return err_set(err, ERR_PLUGIN,
			       "its %s refused tare ABI %d.%d (it returned "
			       "NULL); use the tare that it was written for",
			       TARE_PLUGIN_ENTRY, TARE_ABI_MAJOR,
			       TARE_ABI_MINOR);
	}
	*ret = descriptor;
	return 0;
}

/* The plugin at PATH with the libraries beside it. */
static int open_with_libraries(const char *path, void **ret, struct err *err)
{
	struct beside beside CLEANUP(beside_release) = {0};
	struct err failed = {0};
	int r = beside_load(&beside, path, err);

	if (r)
		return r;
	(void)open_handle(path, ret, &failed);
	/* Another library than its own explains a missing symbol, too. */
	r = beside_check(&beside, err);
	if (!r && failed.code)
		r = err_set(err, failed.code, "%s", failed.text);
	return r;
}

static int load(struct plugin *plugin, const char *path, struct err *err)
{
	int r = elf_check(path, err);

	if (!r)
		r = open_with_libraries(path, &plugin->handle, err);
	if (!r)
		r = ask_entry(plugin->handle, &plugin->descriptor, err);
	return r;
}

/*
 * The dynamic linker keeps the path on the heap. One that is absolute but for
 * more slashes in front has them for its length, so that the heap is the same
 * whatever the folder.
 */
static const char *path_to_keep(const char *path, const char *absolute)
{
	return strcmp(str_bare_path(path), absolute) == 0 ? path : absolute;
}

int plugin_load(struct plugin *ret, const char *path, struct err *err)
{
	char absolute[PATH_MAX];
	const char *shown = str_bare_path(path);
	struct plugin plugin = {NULL, NULL};
	struct err found = {0};
	int r;

	if (!realpath(path, absolute)) {
		return err_set(err, ERR_PLUGIN,
			       "plugin '%s': no such file; build it, or name "
			       "another",
			       shown);
	}
	r = load(&plugin, path_to_keep(path, absolute), &found);
	if (r) {
		return err_set(err, found.code, "plugin '%s': %s", shown,
			       found.text);
	}
	r = plugin_check(plugin.descriptor, shown, err);
	if (r)
		return r;
	*ret = plugin;
	return 0;
}

const struct tare_bench *plugin_find(const struct plugin *plugin,
				     const char *id)
{
	const struct tare_plugin *d = plugin->descriptor;

	for (size_t i = 0; i < d->bench_count; i++)
		if (strcmp(d->bench[i]->id, id) == 0)
			return d->bench[i];
	return NULL;
}
