/* Ends the process from a constructor. */
#include <unistd.h>

#include "bad.h"

__attribute__((constructor)) static void leave(void)
{
	_exit(7);
}

SPOIL(plugin.bench_count = 1)
