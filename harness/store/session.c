#include "store/session.h"

#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"
#include "store/counts.h"

static int copy_head(const struct result *result, struct arena *arena,
		     struct baseline_session *ret, struct err *err)
{
	const char *commit = result->git_commit;
	int r = arena_copy_text(arena, result->run_id, &ret->run_id, err);

	if (r == 0)
		r = arena_copy_text(arena, result->started_utc,
				    &ret->started_utc, err);
	if (r == 0)
		r = arena_copy_text(arena, result->tare_version,
				    &ret->tare_version, err);
	if (r == 0)
		r = arena_copy_text(arena, result->simulator, &ret->simulator,
				    err);
	if (r == 0 && commit && result->git_dirty) {
		ret->git_commit = arena_printf(arena, err, "%s-dirty", commit);
		return ret->git_commit ? 0 : -ERR_NOMEM;
	}
	return r == 0 ? arena_copy_text(arena, commit, &ret->git_commit, err)
		      : r;
}

static int copy_plugin(const struct result_plugin *from, struct arena *arena,
		       struct result_plugin *ret, struct err *err)
{
	int r = arena_copy_text(arena, from->id, &ret->id, err);

	if (r == 0)
		r = arena_copy_text(arena, from->version, &ret->version, err);
	if (r == 0)
		r = arena_copy_text(arena, from->path, &ret->path, err);
	if (r == 0)
		r = arena_copy_text(arena, from->build_id, &ret->build_id, err);
	if (r == 0)
		r = arena_copy_text(arena, from->build_info, &ret->build_info,
				    err);
	ret->abi = from->abi;
	ret->build_flags = from->build_flags;
	return r;
}

static int copy_plugins(const struct result *result, struct arena *arena,
			struct baseline_session *ret, struct err *err)
{
	int r = 0;

	ret->plugin = arena_array(arena, result->plugin_count + 1,
				  sizeof *ret->plugin, err);
	if (!ret->plugin)
		return -ERR_NOMEM;
	ret->plugin_count = result->plugin_count;
	for (size_t i = 0; i < result->plugin_count && r == 0; i++)
		r = copy_plugin(&result->plugin[i], arena, &ret->plugin[i],
				err);
	return r;
}

static uint64_t most_slices(const struct result *result)
{
	uint64_t most = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		for (size_t j = 0; j < c->process_count; j++)
			if (c->process[j].slice_count > most)
				most = c->process[j].slice_count;
	}
	return most;
}

/* Leaves RET->process_count at 0 where no process has valid times. */
static int make_case(const struct result_case *from, struct arena *arena,
		     double *scratch, struct baseline_case *ret,
		     struct err *err)
{
	size_t n = from->process_count;

	ret->id = arena_strdup(arena, from->id, err);
	ret->median_ns = arena_array(arena, n + 1, sizeof(double), err);
	ret->lower_quartile_ns = arena_array(arena, n + 1, sizeof(double), err);
	if (!ret->id || !ret->median_ns || !ret->lower_quartile_ns)
		return -ERR_NOMEM;
	ret->process_count = 0;
	for (size_t i = 0; i < n; i++) {
		size_t count = samples_clean_times(&from->process[i], scratch);
		if (count == 0)
			continue;
		uint64_t at = ret->process_count++;
		stats_sort(scratch, count);
		ret->median_ns[at] = stats_median_sorted(scratch, count);
		ret->lower_quartile_ns[at] =
		    stats_quantile_sorted(scratch, count, 0.25);
	}
	return 0;
}

static int make_cases(const struct result *result, struct arena *arena,
		      struct baseline_session *ret, struct err *err)
{
	CLEANUP(mem_free)
	double *scratch =
	    calloc((size_t)most_slices(result) + 1, sizeof *scratch);
	ret->baseline_case = arena_array(arena, result->case_count + 1,
					 sizeof *ret->baseline_case, err);
	if (!scratch || !ret->baseline_case)
		return err_nomem(err, "session of a baseline");
	for (size_t i = 0; i < result->case_count; i++) {
		struct baseline_case *to = &ret->baseline_case[ret->case_count];
		const struct result_case *from = &result->result_case[i];
		if (from->status != CASE_OK)
			continue;
		int r = make_case(from, arena, scratch, to, err);
		if (r == 0)
			r = counts_make(from, arena, to, err);
		if (r < 0)
			return r;
		if (to->process_count > 0 || to->count_count > 0)
			ret->case_count++;
		else
			*to = (struct baseline_case){0};
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct baseline_case *x = a, *y = b;
	return strcmp(x->id, y->id);
}

int session_make(const struct result *result, struct arena *arena,
		 struct baseline_session *ret, struct err *err)
{
	struct baseline_session session = {0};
	int r = copy_head(result, arena, &session, err);

	if (r == 0)
		r = copy_plugins(result, arena, &session, err);
	if (r == 0)
		r = make_cases(result, arena, &session, err);
	if (r < 0)
		return r;
	if (session.case_count > 1)
		qsort(session.baseline_case, session.case_count,
		      sizeof *session.baseline_case, by_id);
	*ret = session;
	return 0;
}
