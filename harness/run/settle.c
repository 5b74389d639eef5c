#include "run/settle.h"

#include <inttypes.h>

#include "run/outcome.h"

static const struct process_samples *worst_process(const struct result_case *of)
{
	const struct process_samples *worst = &of->process[0];

	for (size_t i = 1; i < of->process_count; i++) {
		if (outcome_severity(of->process[i].status) >
		    outcome_severity(worst->status)) {
			worst = &of->process[i];
		}
	}
	return worst;
}

static size_t count_bad(const struct result_case *of)
{
	size_t count = 0;

	for (size_t i = 0; i < of->process_count; i++) {
		count += of->process[i].status != CASE_OK;
	}
	return count;
}

int settle_case(struct result_case *of, uint64_t planned, struct arena *arena,
		struct err *err)
{
	if (of->process_count == 0) {
		of->status = CASE_NOT_RUN;
		of->reason =
		    arena_strdup(arena, "the run stopped before it", err);
		return of->reason ? 0 : -ERR_NOMEM;
	}
	const struct process_samples *worst = worst_process(of);
	of->status = worst->status;
	of->reason = worst->reason;
	if (!worst->reason || worst->status == CASE_SKIPPED || planned <= 1) {
		return 0;
	}
	bool dropped = of->process_count == 1;
	of->reason = arena_printf(
	    arena, err, "%s (%zu of %" PRIu64 " processes%s)", worst->reason,
	    count_bad(of), dropped ? planned : of->process_count,
	    dropped ? "; the others were not run" : "");
	return of->reason ? 0 : -ERR_NOMEM;
}
