/*
 * zlib and zstd at several levels on 64 KiB of seeded, text-like input.
 */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.compress", "1.0.0")

#define INPUT_BYTES ((size_t)64 * 1024)
#define WORDS       512u
#define WORD_MAX    9u

/* Lower-case words of 2 to 9 letters. */
static void make_words(struct tare_state *b, char words[][WORD_MAX + 1])
{
	for (size_t w = 0; w < WORDS; w++) {
		size_t length = 2 + (size_t)(tare_random(b) % (WORD_MAX - 1));
		for (size_t i = 0; i < length; i++)
			words[w][i] = (char)('a' + tare_random(b) % 26);
		words[w][length] = '\0';
	}
}

/* Few words are frequent and most are rare, as in a language. */
static size_t draw_word(struct tare_state *b)
{
	uint64_t a = tare_random(b) % WORDS, c = tare_random(b) % WORDS;

	return (size_t)(a * c / WORDS);
}

static void make_text(struct tare_state *b, char *text, size_t n)
{
	char words[WORDS][WORD_MAX + 1];
	size_t at = 0;

	make_words(b, words);
	while (at < n) {
		const char *word = words[draw_word(b)];
		size_t length = strlen(word);
		length = length < n - at ? length : n - at;
		/* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
		memcpy(text + at, word, length);
		at += length;
		if (at < n)
			text[at++] = tare_random(b) % 12 ? ' ' : '\n';
	}
}

struct buffers {
	char *input, *output, *back;
	size_t capacity; /* of output */
};

static int make_buffers(struct tare_state *b, struct buffers *buffers)
{
	size_t zlib = compressBound(INPUT_BYTES);
	size_t zstd = ZSTD_compressBound(INPUT_BYTES);

	buffers->capacity = zlib > zstd ? zlib : zstd;
	buffers->input = tare_alloc(b, INPUT_BYTES);
	buffers->output = tare_alloc(b, buffers->capacity);
	buffers->back = tare_alloc(b, INPUT_BYTES);
	if (!buffers->input || !buffers->output || !buffers->back)
		return -1;
	make_text(b, buffers->input, INPUT_BYTES);
	return 0;
}

static void report(struct tare_state *b, const struct buffers *buffers,
		   size_t packed)
{
	tare_expect(b, memcmp(buffers->back, buffers->input, INPUT_BYTES) == 0);
	tare_rate(b, "bytes", (double)INPUT_BYTES);
	tare_metric(b, "ratio", (double)INPUT_BYTES / (double)packed, "x",
		    TARE_HIGHER_IS_BETTER);
}

TARE_BENCH(zlib, .summary = "zlib compress2 of 64 KiB", .unit = "buffers",
	   .params = "level=1,6,9", .tags = "compress")
{
	int level = (int)tare_arg(b, "level");
	struct buffers buffers;
	uLongf packed = 0, back = INPUT_BYTES;

	if (make_buffers(b, &buffers) < 0)
		return;
	TARE_LOOP(b) {
		packed = buffers.capacity;
		(void)compress2((Bytef *)buffers.output, &packed,
				(const Bytef *)buffers.input, INPUT_BYTES,
				level);
		tare_keep_mem(buffers.output);
	}
	tare_expect(b,
		    uncompress((Bytef *)buffers.back, &back,
			       (const Bytef *)buffers.output, packed) == Z_OK);
	report(b, &buffers, packed);
}

static void drop_context(void *context)
{
	(void)ZSTD_freeCCtx(context);
}

TARE_BENCH(zstd, .summary = "ZSTD_compressCCtx of 64 KiB", .unit = "buffers",
	   .params = "level=1,3,9", .tags = "compress")
{
	int level = (int)tare_arg(b, "level");
	struct buffers buffers;
	size_t packed = 0;
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (!context)
		tare_fail(b, "ZSTD_createCCtx: out of memory");
	tare_defer(b, drop_context, context);
	if (make_buffers(b, &buffers) < 0)
		return;
	TARE_LOOP(b) {
		packed =
		    ZSTD_compressCCtx(context, buffers.output, buffers.capacity,
				      buffers.input, INPUT_BYTES, level);
		tare_keep_mem(buffers.output);
	}
	tare_expect(b, !ZSTD_isError(packed));
	tare_expect(b, ZSTD_decompress(buffers.back, INPUT_BYTES,
				       buffers.output, packed) == INPUT_BYTES);
	report(b, &buffers, packed);
}

TARE_BENCH(unzstd, .summary = "ZSTD_decompress to 64 KiB", .unit = "buffers",
	   .params = "level=3", .tags = "compress")
{
	int level = (int)tare_arg(b, "level");
	struct buffers buffers;

	if (make_buffers(b, &buffers) < 0)
		return;
	size_t packed = ZSTD_compress(buffers.output, buffers.capacity,
				      buffers.input, INPUT_BYTES, level);
	if (ZSTD_isError(packed))
		tare_fail(b, ZSTD_getErrorName(packed));
	TARE_LOOP(b) {
		(void)ZSTD_decompress(buffers.back, INPUT_BYTES, buffers.output,
				      packed);
		tare_keep_mem(buffers.back);
	}
	report(b, &buffers, packed);
}
