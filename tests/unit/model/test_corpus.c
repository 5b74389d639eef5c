/*
 * The corpus: every folder of valid/ is read, written and read again; every
 * folder of invalid/ is refused with exactly the message of its error.txt.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/baseline.h"
#include "model/result.h"
#include "model/suite.h"
#include "model/waivers.h"

/*
 * Reads TEXT. On success *RET_WRITTEN is what its writer makes of it,
 * malloc'ed, or NULL for what is never written.
 */
typedef int reader_fn(const char *text, size_t length, char **ret_written,
		      struct err *err);

static int read_suite(const char *text, size_t length, char **ret_written,
		      struct err *err)
{
	struct suite suite;
	int status = suite_parse(&suite, "input.json", text, length, err);

	*ret_written = NULL;
	if (!status)
		suite_release(&suite);
	return status;
}

static int read_waivers(const char *text, size_t length, char **ret_written,
			struct err *err)
{
	struct waivers waivers;
	int status = waivers_parse(&waivers, "input.json", text, length, err);

	*ret_written = NULL;
	if (!status)
		waivers_release(&waivers);
	return status;
}

static int read_result(const char *text, size_t length, char **ret_written,
		       struct err *err)
{
	struct result result;
	size_t size;
	FILE *out;
	int status = result_parse(&result, "input.json", text, length, err);

	if (status)
		return status;
	out = open_memstream(ret_written, &size);
	status = result_write(&result, out, err);
	fclose(out);
	result_release(&result);
	return status;
}

static int read_baseline(const char *text, size_t length, char **ret_written,
			 struct err *err)
{
	struct baseline baseline;
	size_t size;
	FILE *out;
	int status = baseline_parse(&baseline, "input.json", text, length, err);

	if (status)
		return status;
	out = open_memstream(ret_written, &size);
	status = baseline_write(&baseline, out, err);
	fclose(out);
	baseline_release(&baseline);
	return status;
}

static int read_samples(const char *text, size_t length, char **ret_written,
			struct err *err)
{
	struct arena arena = {0};
	struct process_samples samples;
	int status = samples_decode(&samples, &arena, text, length, err);

	if (!status)
		*ret_written = samples_encode(&samples, err);
	arena_release(&arena);
	return status;
}

static int read_count(const char *text, size_t length, char **ret_written,
		      struct err *err)
{
	struct arena arena = {0};
	struct count_samples samples;
	int status = count_decode(&samples, &arena, text, length, err);

	if (!status)
		*ret_written = count_encode(&samples, err);
	arena_release(&arena);
	return status;
}

static char *slurp(const char *folder, const char *name, size_t *ret_length)
{
	char path[512], *text;
	struct err err = {0};

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	cr_assert(eq(int, file_read(path, 1 << 24, &text, ret_length, &err), 0),
		  "%s", err.text);
	return text;
}

static void check_valid(const char *folder, reader_fn *reader)
{
	struct err err = {0};
	char *first = NULL, *second = NULL, *text;
	size_t length;

	text = slurp(folder, "input.json", &length);
	cr_expect(eq(int, reader(text, length, &first, &err), 0), "%s: %s",
		  folder, err.text);
	if (first) {
		cr_expect(
		    eq(int, reader(first, strlen(first), &second, &err), 0),
		    "%s: %s", folder, err.text);
		cr_expect(eq(str, first, second), "%s", folder);
	}
	free(text);
	free(first);
	free(second);
}

static void check_invalid(const char *folder, reader_fn *reader)
{
	struct err err = {0};
	char *written = NULL, *text, *expected;
	size_t length, expected_length;

	text = slurp(folder, "input.json", &length);
	expected = slurp(folder, "error.txt", &expected_length);
	expected[strcspn(expected, "\n")] = '\0';
	cr_expect(lt(int, reader(text, length, &written, &err), 0), "%s",
		  folder);
	cr_expect(eq(str, err.text, expected), "%s", folder);
	free(text);
	free(expected);
	free(written);
}

static void walk(const char *kind, reader_fn *reader,
		 void (*check)(const char *folder, reader_fn *reader))
{
	char path[256], folder[512];
	struct dirent *entry;
	size_t count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), TEST_CORPUS_DIR "/%s", kind);
	dir = opendir(path);
	cr_assert(ne(ptr, dir, NULL), "%s", path);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(folder, sizeof(folder), "%s/%s", path, entry->d_name);
		check(folder, reader);
		count++;
	}
	closedir(dir);
	cr_assert(gt(sz, count, 0), "%s is empty", path);
}

Test(corpus, suites)
{
	walk("suite/valid", read_suite, check_valid);
	walk("suite/invalid", read_suite, check_invalid);
}

Test(corpus, waivers)
{
	walk("waivers/valid", read_waivers, check_valid);
	walk("waivers/invalid", read_waivers, check_invalid);
}

Test(corpus, results)
{
	walk("result/valid", read_result, check_valid);
	walk("result/invalid", read_result, check_invalid);
}

Test(corpus, baselines)
{
	walk("baseline/valid", read_baseline, check_valid);
	walk("baseline/invalid", read_baseline, check_invalid);
}

Test(corpus, samples)
{
	walk("wire/valid", read_samples, check_valid);
	walk("wire/invalid", read_samples, check_invalid);
}

Test(corpus, counts)
{
	walk("count/valid", read_count, check_valid);
	walk("count/invalid", read_count, check_invalid);
}
