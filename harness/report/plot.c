#include "report/chart.h"

#define NOTE_NO_CASES "there is nothing to draw: the result has no case"
#define NOTE_NO_TIMES                                                          \
	"there is nothing to draw: no case of the result has a time; "         \
	"see their status and reason in it"
#define NOTE_LEFT_OUT                                                          \
	"only the first 250 cases were drawn; narrow the run to see others"
_Static_assert(CHART_MAX_CASES == 250, "NOTE_LEFT_OUT names the number");

/* Points and lists. */
static int write_data(struct chart_set *set, const struct result *result,
		      const struct report_pairs *pairs, struct err *err)
{
	int r = chart_forest(set, result, err);

	if (r >= 0 && pairs)
		r = chart_pairs(set, result, pairs, err);
	else if (r >= 0)
		r = chart_cases(set, result, err);
	if (r >= 0)
		r = chart_scaling(set, result, err);
	return r;
}

int report_plot(const struct result *result, const struct report_pairs *pairs,
		const char *dir, size_t *ret_count, const char **ret_note,
		struct err *err)
{
	CLEANUP(chart_set_release) struct chart_set set = {.count = 0};
	const char *note = NULL;
	size_t drawn = 0;
	int r = chart_set_init(&set, dir, err);

	if (r >= 0)
		r = write_data(&set, result, pairs, err);
	if (r >= 0)
		r = chart_set_draw(&set, chart_script, &drawn, &note, err);
	if (r < 0)
		return r;
	if (set.count == 0)
		note = result->case_count ? NOTE_NO_TIMES : NOTE_NO_CASES;
	if (!note && set.left_out)
		note = NOTE_LEFT_OUT;
	*ret_count = drawn;
	*ret_note = note;
	return 0;
}
