/* No version. */
#include "bad.h"

SPOIL(plugin.version = NULL)
