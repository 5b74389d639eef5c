/* Built for a major version before the first. */
#include "bad.h"

SPOIL(plugin.abi = 7)
