/* No array where benchmarks are promised. */
#include "bad.h"

SPOIL(plugin.bench = NULL)
