/* A segmentation fault in the loop, in a static function. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.crash", "1.0.0")

__attribute__((noinline)) static void write_through(volatile int *pointer)
{
	*pointer = 1;
}

TARE_BENCH(null_pointer)
{
	volatile int *pointer = NULL;

	tare_hide(pointer);
	TARE_LOOP(b)
		write_through(pointer);
}
