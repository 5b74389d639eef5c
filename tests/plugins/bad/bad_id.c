/* An id with letters that are not allowed. */
#include "bad.h"

SPOIL(bench.id = "Copy Fast")
