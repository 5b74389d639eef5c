/* Status and reason of a case from those of its processes. */
#include "gate/counted.h"
#include "gate/summarise.h"

/*
 * What a process says about its case. One that was not run says nothing
 * while another was.
 */
int summarise_severity(enum case_status status)
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
		if (summarise_severity(process[i].status) >
		    summarise_severity(worst->status))
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

/* The worst process of the head that only counted; NULL without any. */
static const struct count_samples *worst_counted(const struct result_case *c)
{
	const struct count_samples *worst = NULL;

	for (size_t i = 0; i < c->counted_count; i++) {
		const struct count_samples *s = &c->counted[i];
		if (!counted_is_base(s) &&
		    (!worst || summarise_severity(s->status) >
				   summarise_severity(worst->status)))
			worst = s;
	}
	return worst;
}

/* No process measured times. */
static int status_of_counts(struct result_case *c, struct arena *arena,
			    struct err *err)
{
	const struct count_samples *worst = worst_counted(c);

	if (!worst) {
		/* Refused before it ran: the run has said why. */
		if (c->status == CASE_OK)
			c->status = CASE_NOT_RUN;
		return 0;
	}
	if (summarise_severity(c->status) > summarise_severity(worst->status))
		return 0;
	c->status = worst->status;
	c->reason = NULL;
	return arena_copy_text(arena, worst->reason, &c->reason, err);
}

int summarise_status(struct result_case *c, struct arena *arena,
		     struct err *err)
{
	if (c->process_count == 0)
		return status_of_counts(c, arena, err);
	const struct process_samples *worst =
	    summarise_worst(c->process, c->process_count);
	/* A file may say less good things of a case than of its processes. */
	if (summarise_severity(c->status) > summarise_severity(worst->status) &&
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
