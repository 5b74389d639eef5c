/* Takes memory until there is none, at most LIMIT_BYTES of it. */
#include <stdlib.h>
#include <string.h>

#include <tare/sdk.h>

#define CHUNK_BYTES (size_t)(64u << 20)
#define LIMIT_BYTES (CHUNK_BYTES * 128)

TARE_PLUGIN("org.tare.test.eats_memory", "1.0.0")

TARE_BENCH(eat)
{
	size_t taken = 0;

	while (taken < LIMIT_BYTES) {
		char *chunk = malloc(CHUNK_BYTES);

		if (!chunk)
			tare_fail(b, "malloc gave no more memory");
		memset(chunk, 1, CHUNK_BYTES);
		tare_keep_mem(chunk);
		taken += CHUNK_BYTES;
	}
	TARE_LOOP(b) {
	}
}
