#include "gate/summarise.h"

#include "gate/gate.h"
#include "gate/unfit.h"

int gate_summarise(struct result *result, struct err *err)
{
	for (size_t i = 0; i < result->case_count; i++) {
		struct result_case *c = &result->result_case[i];
		int r = summarise_status(c, &result->arena, err);
		if (r == 0)
			r = summarise_times(c, err);
		if (r == 0)
			r = summarise_metrics(c, &result->arena, err);
		if (r < 0)
			return err_wrap(err, "case '%s'", c->id);
	}
	return summarise_unfit(result, err);
}
