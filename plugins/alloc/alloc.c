/*
 * Patterns of malloc and free.
 */
#include <stdlib.h>
#include <string.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.alloc", "1.0.0")

#define BLOCKS 256u

TARE_BENCH(pair, .summary = "malloc and free of n bytes at once",
	   .unit = "pairs", .params = "n=16,256,4096,1048576", .threads = "1,2",
	   .tags = "alloc")
{
	size_t n = (size_t)tare_arg(b, "n");
	int complete = 1;

	TARE_LOOP(b) {
		char *block = malloc(n);
		complete &= block != NULL;
		tare_keep_mem(block);
		free(block);
	}
	tare_expect(b, complete);
}

/* Sizes from 16 to 1024 bytes, small ones more often. */
static void draw_sizes(struct tare_state *b, size_t *size)
{
	for (size_t i = 0; i < BLOCKS; i++)
		size[i] = (size_t)16 << (tare_random(b) % 7);
}

/* A random order of 0 .. BLOCKS - 1 (Fisher-Yates). */
static void draw_order(struct tare_state *b, size_t *order)
{
	for (size_t i = 0; i < BLOCKS; i++) {
		size_t j = (size_t)(tare_random(b) % (i + 1));
		order[i] = i;
		order[i] = order[j];
		order[j] = i;
	}
}

/* Marks each block and says whether the marks of all survived. */
static int round_trip(char **block, const size_t *size, const size_t *order)
{
	int intact = 1;

	for (size_t i = 0; i < BLOCKS; i++) {
		block[i] = malloc(size[i]);
		if (!block[i]) {
			while (i > 0)
				free(block[--i]);
			return 0;
		}
		block[i][0] = (char)i;
	}
	for (size_t i = 0; i < BLOCKS; i++) {
		intact &= block[order[i]][0] == (char)order[i];
		free(block[order[i]]);
	}
	return intact;
}

TARE_BENCH(churn, .summary = "256 blocks of mixed size, freed at random",
	   .unit = "rounds", .threads = "1,2", .tags = "alloc")
{
	char *block[BLOCKS];
	size_t size[BLOCKS], order[BLOCKS];
	int intact = 1;

	draw_sizes(b, size);
	draw_order(b, order);
	TARE_LOOP(b)
		intact &= round_trip(block, size, order);
	tare_expect(b, intact);
	tare_rate(b, "blocks", BLOCKS);
}

TARE_BENCH(grow, .summary = "realloc from 16 bytes to n by doubling",
	   .unit = "buffers", .params = "n=4096,1048576", .tags = "alloc")
{
	size_t n = (size_t)tare_arg(b, "n");
	int intact = 1;

	TARE_LOOP(b) {
		char *buffer = malloc(16);
		if (buffer)
			buffer[0] = 'x';
		for (size_t size = 32; buffer && size <= n; size *= 2) {
			char *larger = realloc(buffer, size);
			if (!larger)
				free(buffer);
			buffer = larger;
			tare_keep_mem(buffer);
		}
		intact &= buffer && buffer[0] == 'x';
		free(buffer);
	}
	tare_expect(b, intact);
}
