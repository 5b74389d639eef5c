/* The first word is another one. */
#include "bad.h"

SPOIL(plugin.magic = 0x42)
