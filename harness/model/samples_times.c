#include "model/samples.h"

struct time_columns {
	const struct column *ops, *ns, *disturbed;
};

static bool find_columns(const struct process_samples *samples,
			 struct time_columns *ret)
{
	ret->ops = samples_column(samples, COLUMN_OPS);
	ret->ns = samples_column(samples, COLUMN_NS);
	ret->disturbed = samples_column(samples, COLUMN_DISTURBED);
	return samples->status == CASE_OK && ret->ops && ret->ns;
}

/* Times of the undisturbed slices, or of ALL that measured something. */
static size_t collect_times(const struct time_columns *columns,
			    uint64_t slice_count, bool all, double *ret)
{
	size_t count = 0;

	for (uint64_t i = 0; i < slice_count; i++) {
		uint64_t ops = column_at(columns->ops, i);
		uint64_t ns = column_at(columns->ns, i);

		if (!all && columns->disturbed &&
		    column_at(columns->disturbed, i))
			continue;
		/* A clock that stood still measured nothing. */
		if (ops && ns)
			ret[count++] = (double)ns / (double)ops;
	}
	return count;
}

static bool one_operation_each(const struct process_samples *samples,
			       const struct column *ops)
{
	for (uint64_t i = 0; i < samples->slice_count; i++)
		if (column_at(ops, i) != 1)
			return false;
	return true;
}

size_t samples_clean_times(const struct process_samples *samples, double *ret)
{
	uint64_t slices = samples->slice_count;
	struct time_columns columns;

	if (!find_columns(samples, &columns))
		return 0;
	size_t count = collect_times(&columns, slices, false, ret);
	if ((double)count >= SAMPLES_MIN_CLEAN * (double)slices)
		return count;
	return one_operation_each(samples, columns.ops)
		   ? collect_times(&columns, slices, true, ret)
		   : 0;
}

void samples_count_slices(const struct process_samples *samples,
			  struct slice_count *sum)
{
	uint64_t slices = samples->slice_count;
	struct time_columns columns;

	if (!find_columns(samples, &columns) ||
	    one_operation_each(samples, columns.ops))
		return;
	sum->slices += slices;
	for (uint64_t i = 0; columns.disturbed && i < slices; i++)
		sum->disturbed += column_at(columns.disturbed, i) != 0;
}
