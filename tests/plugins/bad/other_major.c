/* Built for the next major version. */
#include "bad.h"

SPOIL(plugin.abi = (uint32_t)(TARE_ABI_MAJOR + 1) << 16)
