/* An id that is no reverse domain. */
#include "bad.h"

SPOIL(plugin.id = "My Plugin!")
