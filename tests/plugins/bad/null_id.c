/* A benchmark without an id. */
#include "bad.h"

SPOIL(bench.id = NULL)
