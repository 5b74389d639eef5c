/*
 * Memory: copying, setting, strided and random reads over working sets from
 * the first-level cache to main memory.
 */
#include <string.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.memory", "1.0.0")

#define SIZES  "n=4096..67108864*4"
#define LINE   64u /* bytes of a cache line */
#define STRIDE (LINE / sizeof(uint64_t))

TARE_BENCH(copy, .summary = "memcpy of n bytes", .unit = "copies",
	   .params = SIZES, .tags = "memory")
{
	size_t n = (size_t)tare_arg(b, "n");
	unsigned char *source = tare_alloc(b, n);
	unsigned char *target = tare_alloc(b, n);

	if (!source || !target)
		return;
	TARE_LOOP(b) {
		memcpy(target, source, n);
		tare_keep_mem(target);
	}
	tare_expect(b, memcmp(target, source, n) == 0);
	tare_rate(b, "bytes", (double)n);
}

TARE_BENCH(set, .summary = "memset of n bytes", .unit = "fills",
	   .params = SIZES, .tags = "memory")
{
	size_t n = (size_t)tare_arg(b, "n");
	unsigned char *target = tare_alloc(b, n);

	if (!target)
		return;
	TARE_LOOP(b) {
		memset(target, 0x5a, n);
		tare_keep_mem(target);
	}
	tare_expect(b, target[0] == 0x5a && target[n / 2] == 0x5a &&
			   target[n - 1] == 0x5a);
	tare_rate(b, "bytes", (double)n);
}

/* Sum of the first word of every cache line. */
static uint64_t sum_lines(const uint64_t *words, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i += STRIDE)
		sum += words[i];
	return sum;
}

TARE_BENCH(stride, .summary = "one read of each cache line of n bytes",
	   .unit = "passes", .params = SIZES, .tags = "memory")
{
	size_t n = (size_t)tare_arg(b, "n");
	uint64_t *words = tare_alloc(b, n);
	uint64_t sum = 0;

	if (!words)
		return;
	size_t count = n / sizeof(*words);
	uint64_t expected = sum_lines(words, count);
	TARE_LOOP(b) {
		tare_keep_mem(words);
		sum = sum_lines(words, count);
		tare_keep(sum);
	}
	tare_expect(b, sum == expected);
	tare_rate(b, "bytes", (double)n);
}

struct line {
	struct line *next;
	char rest[LINE - sizeof(struct line *)];
};

/* Links COUNT lines to one random cycle (Sattolo 1986). */
static void link_cycle(struct tare_state *b, struct line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lines[i].next = &lines[i];
	for (size_t i = count - 1; i > 0; i--) {
		size_t j = (size_t)(tare_random(b) % i);
		struct line *next = lines[i].next;
		lines[i].next = lines[j].next;
		lines[j].next = next;
	}
}

static size_t cycle_length(const struct line *start)
{
	const struct line *at = start->next;
	size_t length = 1;

	for (; at != start; at = at->next)
		length++;
	return length;
}

TARE_BENCH(random, .summary = "one dependent read at random in n bytes",
	   .unit = "reads", .params = SIZES, .tags = "memory")
{
	size_t n = (size_t)tare_arg(b, "n");
	struct line *lines = tare_alloc(b, n);

	if (!lines)
		return;
	link_cycle(b, lines, n / LINE);
	const struct line *at = lines;
	TARE_LOOP(b) {
		at = at->next;
		tare_hide(at);
	}
	tare_expect(b, cycle_length(at) == n / LINE);
}
