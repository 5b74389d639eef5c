/* Status and reason of a case from those of its processes. */
#include "gate/summarise.h"

/*
 * What a process says about its case. One that was not run says nothing
 * while another was.
 */
static int severity(enum case_status status)
{
	static const int order[] = {
	    [CASE_NOT_RUN] = 0, [CASE_OK] = 1,      [CASE_SKIPPED] = 2,
	    [CASE_LIMIT] = 3,   [CASE_TIMEOUT] = 4, [CASE_BROKEN] = 5,
	    [CASE_FAILED] = 6,  [CASE_CRASHED] = 7,
	};
	return order[status];
}

const struct process_samples *
summarise_worst(const struct process_samples *process, size_t count)
{
	const struct process_samples *worst = count ? &process[0] : NULL;

	for (size_t i = 1; i < count; i++)
		if (severity(process[i].status) > severity(worst->status))
			worst = &process[i];
	return worst;
}

static size_t count_status(const struct result_case *c, enum case_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < c->process_count; i++)
		count += c->process[i].status == status;
	return count;
}

int summarise_status(struct result_case *c, struct arena *arena,
		     struct err *err)
{
	if (c->process_count == 0) {
		/* Refused before it ran: the run has said why. */
		if (c->status == CASE_OK)
			c->status = CASE_NOT_RUN;
		return 0;
	}
	const struct process_samples *worst =
	    summarise_worst(c->process, c->process_count);
	/* A file may say less good things of a case than of its processes. */
	if (severity(c->status) > severity(worst->status) &&
	    c->status != CASE_NOT_RUN)
		return 0;
	const char *why = worst->reason;
	size_t count = count_status(c, worst->status);
	char *reason = NULL;

	if (worst->status != CASE_OK) {
		if (!why)
			why = case_status_name(worst->status);
		reason =
		    count == c->process_count
			? arena_strdup(arena, why, err)
			: arena_printf(arena, err, "%zu of %zu processes: %s",
				       count, c->process_count, why);
		if (!reason)
			return -ERR_NOMEM;
	}
	c->status = worst->status;
	c->reason = reason;
	return 0;
}
