#include "run/assign.h"

double assign_timeout_ns(const struct plan *plan, const struct plan_case *of)
{
	if (of->entry && of->entry->timeout_ns > 0)
		return of->entry->timeout_ns;
	return plan->suite->timeout_ns;
}

struct wire_job assign_job(const struct plan *plan, const struct plan_case *of,
			   const struct placement *placement, char *counters)
{
	return (struct wire_job){
	    .plugin_path = of->plugin->path,
	    .bench_id = of->bench->id,
	    .build_id = of->plugin->build_id,
	    .arg = of->arg,
	    .arg_count = of->arg_count,
	    .config = of->entry ? of->entry->config : NULL,
	    .config_count = of->entry ? of->entry->config_count : 0,
	    .threads = of->threads,
	    .slices = plan->slices,
	    .slice_ns = plan->slice_ns,
	    .counters = counters,
	    .cpu = placement->cpu,
	    .stack_offset_bytes = placement->stack_offset_bytes,
	    .heap_offset_bytes = placement->heap_offset_bytes,
	};
}
