/* Neither a body nor a batch. */
#include "bad.h"

SPOIL(bench.body = NULL)
