#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "counters/callgrind.h"

#define FOLDER TEST_CORPUS_DIR "/callgrind"

static const struct callgrind_function *
find(const struct callgrind_part *part, const char *name, const char *object)
{
	for (size_t i = 0; i < part->function_count; i++) {
		const struct callgrind_function *f = &part->function[i];

		if (strcmp(f->name, name) == 0 &&
		    (object ? f->object && strstr(f->object, object)
			    : !f->object))
			return f;
	}
	cr_assert(0, "no function %s", name);
	return NULL;
}

static int parse(struct callgrind *ret, struct arena *arena, const char *text,
		 struct err *err)
{
	return callgrind_parse(ret, arena, "F", text, strlen(text), err);
}

Test(callgrind, reads_totals_of_each_part)
{
	struct arena arena = {0};
	struct callgrind found = {0};

	cr_assert(zero(int, callgrind_read(&found, &arena,
					   FOLDER "/valid/three_parts", NULL)));
	cr_assert(eq(sz, found.part_count, 3));
	const struct callgrind_part *first = &found.part[0];
	cr_assert(eq(str, first->trigger, "1"));
	cr_assert(eq(sz, first->event_count, 13));
	/* Not the summary; zeros at the end are left out. */
	cr_assert(eq(u64, callgrind_total(first, "Ir"), 167));
	cr_assert(eq(u64, callgrind_total(first, "Dw"), 20));
	cr_assert(eq(u64, callgrind_total(first, "Bim"), 0));
	cr_assert(eq(u64, callgrind_total(first, "nonsense"), 0));
	cr_assert(callgrind_has(first, "Bim"));
	cr_assert(not(callgrind_has(&found.part[1], "Bim")));
	cr_assert(eq(u64, callgrind_total(&found.part[1], "Dr"), 16));
	cr_assert(eq(ptr, found.part[2].trigger, NULL));
	cr_assert(eq(sz, found.part[2].function_count, 0));
	arena_release(&arena);
}

Test(callgrind, costs_are_the_functions_own)
{
	struct arena arena = {0};
	struct callgrind found = {0};

	cr_assert(zero(int, callgrind_read(&found, &arena,
					   FOLDER "/valid/three_parts", NULL)));
	const struct callgrind_part *part = &found.part[0];
	const struct callgrind_function *of;

	cr_assert(eq(sz, part->function_count, 3));
	of = find(part, "0x000000000486e360", NULL);
	cr_assert(eq(u64, of->instructions, 4));
	cr_assert(eq(u64, of->calls, 9));
	/* Called from two objects, with its name written once. */
	of = find(part, "free", "libc.so.6");
	cr_assert(eq(u64, of->instructions, 133));
	cr_assert(eq(u64, of->calls, 67));
	of = find(part, "compare", "/plugins/sort.so");
	cr_assert(eq(u64, of->instructions, 30));

	/* Two positions; two numbers of one function; own object is meant. */
	part = &found.part[1];
	cr_assert(eq(sz, part->function_count, 1));
	of = find(part, "compare", "/plugins/sort.so");
	cr_assert(eq(u64, of->instructions, 48));
	cr_assert(eq(u64, of->calls, 3));
	arena_release(&arena);
}

Test(callgrind, many_functions_keep_apart)
{
	struct arena arena = {0};
	struct callgrind found = {0};
	size_t size = 0;
	char *text = NULL;
	FILE *to = open_memstream(&text, &size);

	(void)fputs("part: 1\nevents: Ir\n", to);
	for (unsigned i = 1; i <= 5000; i++)
		(void)fprintf(to, "fn=(%u) f%u\n1 %u\n", i, i, i);
	(void)fputs("totals: 12502500\n", to);
	(void)fclose(to);
	cr_assert(zero(int, parse(&found, &arena, text, NULL)));
	cr_assert(eq(sz, found.part[0].function_count, 5000));
	cr_assert(
	    eq(u64, find(&found.part[0], "f4711", NULL)->instructions, 4711));
	free(text);
	arena_release(&arena);
}

static void refuses(const char *text, const char *message)
{
	struct arena arena = {0};
	struct callgrind found = {0};
	struct err err = {0};

	cr_assert(eq(int, parse(&found, &arena, text, &err), -ERR_FORMAT));
	cr_assert(eq(str, err.text, (char *)message));
	arena_release(&arena);
}

Test(callgrind, names_the_line)
{
	refuses("part: 1\nevents: Ir\nfn=(1) f\n1 2\n",
		"'F': a part without totals: it was cut off");
	refuses("part: 1\nevents: Ir\npart: 2\n",
		"'F': line 3: a part without totals: it was cut off");
	refuses("version: 1\n", "'F': not a file of callgrind: it has no part");
	refuses("part: 1\nevents: Ir\nfn=(7)\n",
		"'F': line 3: (7) has no name yet");
	refuses("part: 1\nevents: Ir\n1 2\n",
		"'F': line 3: costs of no function");
	refuses("part: 1\nevents: Ir\nfn=f\n1 x\n",
		"'F': line 4: a cost that is no number");
	refuses("part: 1\nevents: Ir\ntotals: 18446744073709551616\n",
		"'F': line 3: a total that is no number");
	refuses("part: 1\nevents: Ir\nfn=(1000001) f\n",
		"'F': line 3: name number 1000001 is above 1000000");
}

/* PARTS of them, each of one line with names of NAME bytes. */
static int parse_many(unsigned parts, int name, size_t limit, struct err *err)
{
	struct arena arena = {.limit_bytes = limit};
	struct callgrind found = {0};
	size_t size = 0;
	char *text = NULL;
	FILE *to = open_memstream(&text, &size);

	for (unsigned i = 1; i <= parts; i++)
		(void)fprintf(to, "part: %u\nevents: Ir\nfn=%0*u\ntotals: 1\n",
			      i, name, i);
	(void)fclose(to);
	int rc = parse(&found, &arena, text, err);
	free(text);
	arena_release(&arena);
	return rc;
}

Test(callgrind, memory_is_bounded)
{
	struct err err = {0};

	cr_assert(zero(int, parse_many(CALLGRIND_MAX_PARTS, 4, 0, &err)));
	cr_assert(eq(int, parse_many(CALLGRIND_MAX_PARTS + 1, 4, 0, &err),
		     -ERR_FORMAT));
	cr_assert(eq(str, err.text, "'F': line 4001: too many parts"));
	cr_assert(eq(int, parse_many(100, 1000, 100000, &err), -ERR_LIMIT));
	cr_assert(zero(int, parse_many(40, 1000, 100000, &err)));
}

/* Each file of FOLDER/NAME is read, or refused with its name. */
static void each(const char *name, int expected)
{
	char path[512];
	size_t count = 0;

	(void)snprintf(path, sizeof(path), FOLDER "/%s", name);
	DIR *dir = opendir(path);
	cr_assert(dir != NULL);
	for (struct dirent *entry; (entry = readdir(dir));) {
		struct arena arena = {0};
		struct callgrind found = {0};
		struct err err = {0};

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), FOLDER "/%s/%s", name,
			       entry->d_name);
		cr_expect(eq(int, callgrind_read(&found, &arena, path, &err),
			     expected),
			  "%s", entry->d_name);
		bool named = strstr(err.text, entry->d_name);
		cr_expect(named || !expected);
		arena_release(&arena);
		count++;
	}
	closedir(dir);
	cr_assert(gt(sz, count, 0));
}

Test(callgrind, corpus)
{
	each("valid", 0);
	each("invalid", -ERR_FORMAT);
}

Test(callgrind, survives_each_failed_allocation)
{
	CHAOS_EACH(n)
	{
		struct arena arena = {0};
		struct callgrind found = {0};
		struct err err = {0};
		int rc = callgrind_read(&found, &arena,
					FOLDER "/valid/three_parts", &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, rc, hit ? -ERR_NOMEM : 0));
		arena_release(&arena);
	}
}
