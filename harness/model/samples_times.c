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

size_t samples_clean_times(const struct process_samples *samples, double *ret)
{
	struct time_columns columns;
	size_t count = 0;

	if (!find_columns(samples, &columns))
		return 0;
	for (uint64_t i = 0; i < samples->slice_count; i++) {
		uint64_t ops = column_at(columns.ops, i);
		uint64_t ns = column_at(columns.ns, i);

		if (columns.disturbed && column_at(columns.disturbed, i))
			continue;
		/* A clock that stood still measured nothing. */
		if (ops && ns)
			ret[count++] = (double)ns / (double)ops;
	}
	double needed = SAMPLES_MIN_CLEAN * (double)samples->slice_count;
	return (double)count >= needed ? count : 0;
}
