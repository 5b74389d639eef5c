/* An id with an empty part. */
#include "bad.h"

SPOIL(bench.id = "copy//fast")
