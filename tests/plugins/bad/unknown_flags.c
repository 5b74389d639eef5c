/* A build flag that nobody defined. */
#include "bad.h"

SPOIL(plugin.build_flags |= 1u << 15 | 1u << 20)
