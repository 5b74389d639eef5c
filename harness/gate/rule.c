#include "gate/rule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "stats/stats.h"

double rule_session_value(const double *ns, size_t count, double *scratch)
{
	memcpy(scratch, ns, count * sizeof *scratch);
	stats_sort(scratch, count);
	return log(stats_median_sorted(scratch, count));
}

const char *rule_percent(char buf[32], double log_change)
{
	double percent = 100 * fabs(expm1(log_change));
	(void)snprintf(buf, 32, percent < 10 ? "%.1f %%" : "%.0f %%", percent);
	return buf;
}

int rule_decide(const struct rule_input *input, struct rule_answer *ret,
		struct err *err)
{
	return input->session_count >= RULE_MIN_SESSIONS
		   ? rule_prediction(input, ret, err)
		   : rule_advisory(input, ret, err);
}
