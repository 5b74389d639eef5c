#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "store/artefacts.h"
#include "store/path.h"
#include "store/session.h"

/* One writer at a time: two saves at once would lose a session. */
struct lock {
	int fd;
};

static void lock_release(struct lock *lock)
{
	if (lock->fd >= 0)
		(void)close(lock->fd);
}

static int lock_take(struct lock *lock, const struct store *store,
		     const struct machine_identity *machine,
		     struct arena *arena, struct err *err)
{
	char *folder =
	    arena_printf(arena, err, "%s/%s", store->baselines, machine->id);
	if (!folder)
		return -ERR_NOMEM;
	int r = file_make_directories(folder, err);
	if (r < 0)
		return r;
	lock->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock->fd < 0 || flock(lock->fd, LOCK_EX) < 0)
		return err_sys(err, ERR_IO, errno, "cannot lock '%s'", folder);
	return 0;
}

static int write_baseline(const struct baseline *baseline, const char *path,
			  struct err *err)
{
	CLEANUP(file_out_abort) struct file_out out = {0};
	int r = file_out_open(&out, path, err);

	if (r == 0)
		r = baseline_write(baseline, out.stream, err);
	return r == 0 ? file_out_commit(&out, err) : r;
}

/* The baseline at PATH, or a new one without sessions. */
static int read_or_make(const char *path, const char *name,
			const struct machine_identity *machine,
			struct baseline *ret, struct err *err)
{
	if (file_exists(path))
		return store_read(path, machine, ret, err);
	ret->machine = *machine;
	ret->name = arena_strdup(&ret->arena, name, err);
	return ret->name ? 0 : -ERR_NOMEM;
}

static int check_new_run(const struct baseline *baseline, const char *run_id,
			 struct err *err)
{
	char shown[128];

	for (size_t i = 0; i < baseline->session_count; i++)
		if (strcmp(baseline->session[i].run_id, run_id) == 0)
			return err_set(
			    err, ERR_USAGE,
			    "baseline '%s' has run %s already; a "
			    "session counts once, so measure again",
			    baseline->name,
			    str_printable(shown, sizeof shown, run_id));
	return 0;
}

/* The oldest go where there are more than BASELINE_MAX_SESSIONS. */
static int append(struct baseline *baseline,
		  const struct baseline_session *session, struct err *err)
{
	size_t old = baseline->session_count;
	size_t drop =
	    old < BASELINE_MAX_SESSIONS ? 0 : old - BASELINE_MAX_SESSIONS + 1;
	struct baseline_session *all =
	    arena_array(&baseline->arena, old - drop + 1, sizeof *all, err);

	if (!all)
		return -ERR_NOMEM;
	if (old > drop)
		memcpy(all, baseline->session + drop,
		       (old - drop) * sizeof *all);
	all[old - drop] = *session;
	baseline->session = all;
	baseline->session_count = old - drop + 1;
	return 0;
}

static int check_accepted(const char *accepted, struct err *err)
{
	if (accepted && !accepted[strspn(accepted, " \t\n")])
		return err_set(err, ERR_USAGE,
			       "--accept needs a text: who accepts what, and "
			       "why");
	return 0;
}

static int check_regressed(const struct result *result, const char *accepted,
			   struct err *err)
{
	const struct gate_outcome *outcome = result->outcome;

	if (accepted || !outcome ||
	    (outcome->regressed == 0 && outcome->limits_broken == 0))
		return 0;
	return err_set(
	    err, ERR_USAGE,
	    "the run regressed (cases: %llu, limits: %llu) and would "
	    "hide it as a baseline; if it is wanted, say who "
	    "accepts what and why: --accept \"TEXT\"",
	    (unsigned long long)outcome->regressed,
	    (unsigned long long)outcome->limits_broken);
}

/* Of a run, or of pairs that it left without a verdict. */
static int check_fit(const struct result *result, const char *accepted,
		     struct err *err)
{
	const char *why = result->unfit;

	if (!why && result->outcome)
		why = result->outcome->unfit;
	if (accepted || !why)
		return 0;
	return err_set(err, ERR_UNFIT,
		       "the machine was unfit: %s; measure again, or say who "
		       "accepts what and why: --accept \"TEXT\"",
		       str_shown(why).text);
}

static int check_result(const struct result *result, const char *accepted,
			struct err *err)
{
	size_t valid = 0;
	int r = check_accepted(accepted, err);

	if (r == 0)
		r = check_regressed(result, accepted, err);
	if (r == 0)
		r = check_fit(result, accepted, err);
	if (r < 0)
		return r;
	if (!result->complete)
		return err_set(err, ERR_NO_DATA,
			       "the run was cut off; a baseline needs a "
			       "complete one");
	for (size_t i = 0; i < result->case_count; i++)
		valid += result->result_case[i].status == CASE_OK;
	if (valid == 0)
		return err_set(err, ERR_NO_DATA,
			       "no case of the run has valid times; see what "
			       "broke: tare report");
	return 0;
}

/* What is kept must be what was measured. */
static int check_build(const struct store *store,
		       const struct result_plugin *plugin, struct err *err)
{
	char now[80];

	if (!store->build_id || !plugin->build_id || !plugin->path ||
	    !file_exists(plugin->path))
		return 0;
	int r = store->build_id(plugin->path, now, err);
	if (r < 0 || strcmp(now, plugin->build_id) == 0)
		return r;
	return err_set(err, ERR_PLUGIN,
		       "'%s' was built again after the run (build id %s, "
		       "measured %s); measure it again, then save",
		       plugin->path, now, plugin->build_id);
}

static int save_artefacts(const struct store *store,
			  const struct result *result,
			  struct baseline_session *session, struct arena *arena,
			  struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < result->plugin_count && r == 0; i++) {
		const struct result_plugin *plugin = &result->plugin[i];
		r = check_build(store, plugin, err);
		if (r == 0)
			r = artefacts_save(store->artefacts, plugin, arena,
					   &session->plugin[i].path, err);
	}
	return r;
}

static int make_session(const struct store *store, const struct result *result,
			const char *accepted, struct arena *arena,
			struct baseline_session *ret, struct err *err)
{
	int r = session_make(result, arena, ret, err);

	if (r < 0)
		return r;
	if (ret->case_count == 0)
		return err_set(err, ERR_NO_DATA,
			       "no process of the run had enough undisturbed "
			       "slices, and nothing was counted; measure on a "
			       "quieter machine");
	if (accepted) {
		ret->accepted = arena_strdup(arena, accepted, err);
		if (!ret->accepted)
			return -ERR_NOMEM;
	}
	return save_artefacts(store, result, ret, arena, err);
}

int store_save(const struct store *store, const char *name,
	       const struct result *result, const char *accepted,
	       struct err *err)
{
	CLEANUP(lock_release) struct lock lock = {-1};
	CLEANUP(baseline_release) struct baseline baseline = {0};
	struct arena *arena = &baseline.arena;
	struct baseline_session session;
	CLEANUP(arena_release) struct arena paths = {0};
	char *path;
	int r = store_path(store, name, &result->machine, &paths, &path, err);

	if (r == 0)
		r = check_result(result, accepted, err);
	if (r == 0)
		r = lock_take(&lock, store, &result->machine, &paths, err);
	if (r == 0)
		r = read_or_make(path, name, &result->machine, &baseline, err);
	if (r == 0)
		r = check_new_run(&baseline, result->run_id, err);
	if (r == 0)
		r = make_session(store, result, accepted, arena, &session, err);
	if (r == 0)
		r = append(&baseline, &session, err);
	return r == 0 ? write_baseline(&baseline, path, err) : r;
}

int store_load(const struct store *store, const char *name,
	       const struct machine_identity *machine, struct baseline *ret,
	       struct err *err)
{
	CLEANUP(arena_release) struct arena paths = {0};
	char *path;
	int r = store_path(store, name, machine, &paths, &path, err);

	if (r < 0)
		return r;
	if (!file_exists(path))
		return store_absent(store, name, machine, err);
	return store_read(path, machine, ret, err);
}

static int append_newest(const struct baseline *from, const char *accepted,
			 struct baseline *to, struct err *err)
{
	/* What store_load() gives has a session. */
	struct baseline_session session = /* NOLINTNEXTLINE(*NullDereference) */
	    from->session[from->session_count - 1];
	int r = check_new_run(to, session.run_id, err);

	if (r == 0 && accepted) {
		session.accepted = arena_strdup(&to->arena, accepted, err);
		r = session.accepted ? 0 : -ERR_NOMEM;
	}
	return r == 0 ? append(to, &session, err) : r;
}

int store_promote(const struct store *store, const char *from, const char *to,
		  const struct machine_identity *machine, const char *accepted,
		  struct err *err)
{
	CLEANUP(lock_release) struct lock lock = {-1};
	CLEANUP(baseline_release) struct baseline source = {0}, target = {0};
	CLEANUP(arena_release) struct arena paths = {0};
	char *path;
	int r = store_path(store, to, machine, &paths, &path, err);

	if (r == 0)
		r = check_accepted(accepted, err);
	if (r == 0)
		r = store_load(store, from, machine, &source, err);
	if (r == 0)
		r = lock_take(&lock, store, machine, &paths, err);
	if (r == 0)
		r = read_or_make(path, to, machine, &target, err);
	if (r == 0)
		r = append_newest(&source, accepted, &target, err);
	return r == 0 ? write_baseline(&target, path, err) : r;
}

int store_remove(const struct store *store, const char *name,
		 const struct machine_identity *machine, struct err *err)
{
	CLEANUP(arena_release) struct arena paths = {0};
	char *path;
	int r = store_path(store, name, machine, &paths, &path, err);

	if (r < 0)
		return r;
	if (unlink(path) == 0)
		return 0;
	if (errno == ENOENT)
		return store_absent(store, name, machine, err);
	return err_sys(err, ERR_IO, errno, "cannot remove '%s'", path);
}
