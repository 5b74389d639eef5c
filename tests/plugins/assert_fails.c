/* A crash inside of the C library, each time by a static function. */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.assert_fails", "1.0.0")

__attribute__((noinline)) static void check_input(int length)
{
	assert(length > 0);
}

__attribute__((noinline)) static void copy_input(void *to, const void *from)
{
	size_t length = 4096;

	tare_hide(length);
	memcpy(to, from, length);
	tare_keep_mem(to);
}

TARE_BENCH(assertion)
{
	int length = 0;

	tare_hide(length);
	TARE_LOOP(b)
		check_input(length);
}

TARE_BENCH(null_copy)
{
	static char to[4096];
	const void *from = NULL;

	tare_hide(from);
	TARE_LOOP(b)
		copy_input(to, from);
}
