/* Shorter than any descriptor ever was. */
#include "bad.h"

SPOIL(plugin.struct_size = 16)
