/* A range without its step. */
#include "bad.h"

SPOIL(bench.params = "n=64..4096")
