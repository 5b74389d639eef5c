#include "run/team_counters.h"

static int open_counters(const struct team_counters *all,
			 enum counters_scope scope, struct counters **ret,
			 struct err *err)
{
	struct counters *counters = NULL;
	int rc = counters_open(&counters, all->spec, all->round, scope, err);

	if (!rc)
		rc = counters_start(counters, err);
	if (rc) {
		counters_close(counters);
		return rc;
	}
	*ret = counters;
	return 0;
}

int team_counters_init(struct team_counters *all, const char *spec,
		       uint32_t round, uint32_t threads, struct err *err)
{
	struct counters *counters = NULL;

	*all = (struct team_counters){
	    .spec = spec,
	    .round = round,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	};
	int rc =
	    open_counters(all, threads > 1 ? COUNTERS_THREAD : COUNTERS_PROCESS,
			  &counters, err);
	if (rc)
		return rc;
	all->count = counters_count(counters);
	for (size_t i = 0; i < all->count; i++)
		all->info[i] = *counters_info(counters, i);
	/* Left open, a PMU would count the other threads for it too. */
	if (threads > 1)
		counters_close(counters);
	else
		all->process = counters;
	return 0;
}

int team_counters_join(struct team_counters *all, struct counters **ret,
		       struct err *err)
{
	if (!all->process)
		return open_counters(all, COUNTERS_THREAD, ret, err);
	*ret = all->process;
	return 0;
}

/* Levels first: one that cannot be read becomes absent. */
static void note(struct team_counters *all, struct counters *counters, size_t i)
{
	const struct counter_info *info = counters_info(counters, i);
	uint64_t level = 0;

	if (info->level && counters_level(counters, i, &level) &&
	    level > all->level[i])
		all->level[i] = level;
	if (all->info[i].available && !info->available)
		all->info[i] = *info;
}

void team_counters_leave(struct team_counters *all, struct counters *counters)
{
	if (!counters)
		return;
	pthread_mutex_lock(&all->lock);
	for (size_t i = 0; i < all->count; i++)
		note(all, counters, i);
	pthread_mutex_unlock(&all->lock);
	if (counters != all->process)
		counters_close(counters);
}

void team_counters_release(struct team_counters *all)
{
	if (!all)
		return;
	counters_close(all->process);
	*all = (struct team_counters){0};
}
