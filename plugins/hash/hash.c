/*
 * Hashing n bytes: libxxhash against a loop of FNV-1a.
 */
#include <string.h>

#include <xxhash.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.hash", "1.0.0")

#define SIZES "n=16..65536*16"

typedef uint64_t hash_fn(const void *bytes, size_t n);

static uint64_t hash_xxh3(const void *bytes, size_t n)
{
	return XXH3_64bits(bytes, n);
}

static uint64_t hash_xxh64(const void *bytes, size_t n)
{
	return XXH64(bytes, n, 0);
}

/* Fowler, Noll and Vo, 64 bits. */
static uint64_t hash_fnv1a(const void *bytes, size_t n)
{
	const unsigned char *byte = bytes;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* KNOWN is the published hash of TEXT. */
static void measure(struct tare_state *b, hash_fn *hash, const char *text,
		    uint64_t known)
{
	size_t n = (size_t)tare_arg(b, "n");
	const unsigned char *bytes = tare_alloc(b, n);
	uint64_t value = 0;

	if (!bytes)
		return;
	uint64_t expected = hash(bytes, n);
	TARE_LOOP(b) {
		tare_keep_mem(bytes);
		value = hash(bytes, n);
		tare_keep(value);
	}
	tare_expect(b, value == expected);
	tare_expect(b, hash(text, strlen(text)) == known);
	tare_rate(b, "bytes", (double)n);
}

TARE_BENCH(xxh3, .summary = "libxxhash, XXH3, 64 bits", .unit = "hashes",
	   .params = SIZES, .tags = "hash")
{
	measure(b, hash_xxh3, "", UINT64_C(0x2d06800538d394c2));
}

TARE_BENCH(xxh64, .summary = "libxxhash, XXH64", .unit = "hashes",
	   .params = SIZES, .tags = "hash")
{
	measure(b, hash_xxh64, "", UINT64_C(0xef46db3751d8e999));
}

TARE_BENCH(fnv1a, .summary = "FNV-1a, a byte at a time", .unit = "hashes",
	   .params = SIZES, .tags = "hash")
{
	measure(b, hash_fnv1a, "foobar", UINT64_C(0x85944171f73967e8));
}
