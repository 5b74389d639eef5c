/* Never comes back from the entry function. */
#include <unistd.h>

#include "bad.h"

SPOIL(for (;;) pause())
