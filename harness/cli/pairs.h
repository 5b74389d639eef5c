/*
 * The pairs of a stored result as the numbers that its charts show.
 */
#ifndef CLI_PAIRS_H
#define CLI_PAIRS_H

#include "base/err.h"
#include "base/mem.h"
#include "model/result.h"
#include "report/report.h"

/*
 * *RET: an entry for each case of RESULT, in ARENA; NULL if RESULT is none of
 * a paired gate. NAN: a pair without a valid estimate. ERR_NOMEM.
 */
int pairs_of_result(const struct result *result, struct arena *arena,
		    struct report_pairs **ret, struct err *err);

#endif
