/* A benchmark shorter than any ever was. */
#include "bad.h"

SPOIL(other.struct_size = 8)
