#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "tmpdir.h"

/* FIPS 180-4, examples of NIST. */
Test(hash, known_answers)
{
	char hex[HASH_HEX_SIZE], *got = hex;

	hash_bytes("", 0, hex);
	cr_assert(eq(str, got,
		     "e3b0c44298fc1c149afbf4c8996fb924"
		     "27ae41e4649b934ca495991b7852b855"));
	hash_bytes("abc", 3, hex);
	cr_assert(eq(str, got,
		     "ba7816bf8f01cfea414140de5dae2223"
		     "b00361a396177a9cb410ff61f20015ad"));
}

Test(hash, file_and_text_agree_across_chunks)
{
	CLEANUP(tmpdir_remove) struct tmpdir dir = tmpdir_make();
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};
	char *bytes = malloc(200000);
	char one[HASH_HEX_SIZE], two[HASH_HEX_SIZE], *x = one, *y = two;

	for (size_t i = 0; i < 200000; i++)
		bytes[i] = (char)(i * 31);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *path = tmpdir_write_bytes(&dir, "f", bytes, sizes[i]);

		cr_assert(eq(int, hash_file(path, one, NULL), 0));
		hash_bytes(bytes, sizes[i], two);
		cr_assert(eq(str, x, y));
	}
	free(bytes);
}

Test(hash, unreadable_files_are_refused)
{
	struct err err = {0};
	char hex[HASH_HEX_SIZE] = "kept", *got = hex, *text = err.text;

	cr_assert(eq(int, hash_file("/nonexistent\n/x", hex, &err), -ERR_IO));
	cr_assert(eq(str, text,
		     "cannot read '/nonexistent?/x': No such file or "
		     "directory"));
	err_clear(&err);
	cr_assert(eq(int, hash_file("/", hex, &err), -ERR_IO));
	cr_assert(eq(str, text, "cannot read '/': Is a directory"));
	cr_assert(eq(str, got, "kept"));
}

/* From the authors' test vectors. */
Test(hash, fnv_1a_known_answers)
{
	cr_assert(eq(u64, hash_text(""), UINT64_C(0xcbf29ce484222325)));
	cr_assert(eq(u64, hash_text("a"), UINT64_C(0xaf63dc4c8601ec8c)));
	cr_assert(eq(u64, hash_text("foobar"), UINT64_C(0x85944171f73967e8)));
}
