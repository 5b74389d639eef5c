/* Crashes in a constructor. */
#include <signal.h>

#include "bad.h"

__attribute__((constructor)) static void crash(void)
{
	raise(SIGSEGV);
}

SPOIL(plugin.bench_count = 1)
