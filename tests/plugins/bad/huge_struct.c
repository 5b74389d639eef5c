/* A size that no struct has. */
#include "bad.h"

SPOIL(plugin.struct_size = 1u << 20)
