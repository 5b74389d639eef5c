/* A flag of a benchmark that nobody defined. */
#include "bad.h"

SPOIL(bench.flags = 1u << 3)
