/* Two benchmarks of one name. */
#include "bad.h"

SPOIL(other.id = "bench")
