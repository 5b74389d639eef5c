/*
 * One allocation far beyond every limit is refused at once, and the
 * benchmark dies of it.
 */
#include <stdint.h>
#include <stdlib.h>

#include <tare/sdk.h>

#define BYTES ((size_t)1 << 46)

TARE_PLUGIN("org.tare.test.memory_refused", "1.0.0")

static volatile char *take(void)
{
	size_t bytes = BYTES;

	tare_hide(bytes);
	volatile char *memory = malloc(bytes);
	/* What is only compared with NULL need not be asked for. */
	tare_hide(memory);
	return memory;
}

TARE_BENCH(writes)
{
	volatile char *memory = take();

	TARE_LOOP(b)
		*memory = 1;
}

TARE_BENCH(aborts)
{
	if (!take())
		abort();
	TARE_LOOP(b) {
	}
}

TARE_BENCH(exits)
{
	if (!take())
		exit(1);
	TARE_LOOP(b) {
	}
}
