/*
 * What a gate advises after a pair, as the answer that a run expects.
 */
#ifndef CLI_ADVICE_H
#define CLI_ADVICE_H

#include "gate/paired.h"
#include "run/run.h"

static inline enum run_pair_answer answer_of(enum pair_advice advice)
{
	switch (advice) {
	case PAIR_MORE:
		return RUN_PAIR_MORE;
	case PAIR_MORE_ALONE:
		return RUN_PAIR_MORE_ALONE;
	case PAIR_DONE:
		break;
	}
	return RUN_PAIR_DONE;
}

#endif
