/* No thread at all. */
#include "bad.h"

SPOIL(bench.threads = "1,0")
