/* 1000 benchmarks; google_many.cc has the same. */
#include <tare/sdk.h>

#include "thousand.h"

TARE_PLUGIN("org.tare.many", "1.0.0")

#define ONE(n)                                                                 \
	TARE_BENCH(case_##n)                                                   \
	{                                                                      \
		uint64_t value = tare_random(b);                               \
		TARE_LOOP(b) {                                                 \
			tare_keep(value);                                      \
		}                                                              \
	}
THOUSAND(ONE)
