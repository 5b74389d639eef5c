/*
 * What tare-alloc.so counts of each function of the C library, in threads and
 * after fork(). Exits 1 if a number is wrong, or the reason why there is none.
 */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "counters/allocations.h"
#include "counters/passes.h"

#define THREADS 4
#define ROUNDS  20000

static bool good = true;

static void expect(bool is, const char *what)
{
	if (is)
		return;
	fprintf(stderr, "counts: %s\n", what);
	good = false;
}

/* The bytes are there, aligned to ALIGN. */
static void *use(void *block, size_t size, size_t align)
{
	expect(block && (uintptr_t)block % align == 0, "a block is wrong");
	if (block)
		memset(block, 0x5a, size);
	return block;
}

static void with_malloc(void)
{
	free(use(malloc(100), 100, 16));
}

static void with_malloc_of_nothing(void)
{
	free(malloc(0));
}

static void with_malloc_of_too_much(void)
{
	expect(!malloc(SIZE_MAX / 2) && errno == ENOMEM, "malloc: no ENOMEM");
}

static void with_calloc(void)
{
	unsigned char *block = calloc(10, 10);

	for (int i = 0; i < 100; i++)
		expect(block[i] == 0, "calloc: not zero");
	free(use(block, 100, 16));
}

static void with_calloc_of_too_much(void)
{
	volatile size_t many = SIZE_MAX / 2;

	expect(!calloc(many, 4) && errno == ENOMEM, "calloc: no ENOMEM");
}

static void with_realloc_that_grows(void)
{
	unsigned char *block = use(malloc(100), 100, 16);

	block = realloc(block, 300);
	expect(block[99] == 0x5a, "realloc: what was in it is lost");
	free(use(block, 300, 16));
}

static void with_realloc_that_shrinks(void)
{
	free(realloc(malloc(100), 50));
}

static void with_realloc_as_malloc_and_free(void)
{
	void *block = use(realloc(NULL, 100), 100, 16);
	volatile size_t none = 0;

	expect(!realloc(block, none), "realloc to 0 does not free");
}

static void with_reallocarray(void)
{
	volatile size_t many = SIZE_MAX / 2;
	void *block = reallocarray(NULL, 10, 10);

	expect(!reallocarray(block, many, 4) && errno == ENOMEM,
	       "reallocarray: no ENOMEM");
	free(use(block, 100, 16));
}

static void with_posix_memalign(void)
{
	void *block = NULL, *none = &good;

	expect(posix_memalign(&none, 3, 100) == EINVAL, "alignment 3");
	expect(posix_memalign(&none, 0, 100) == EINVAL, "alignment 0");
	expect(posix_memalign(&none, 64, SIZE_MAX / 2) == ENOMEM, "ENOMEM");
	expect(none == &good, "posix_memalign: touched on failure");
	expect(posix_memalign(&block, 256, 100) == 0, "posix_memalign");
	free(use(block, 100, 256));
}

static void with_aligned_alloc(void)
{
	free(use(aligned_alloc(4096, 8192), 8192, 4096));
}

static void with_memalign(void)
{
	free(use(memalign(64, 100), 100, 64));
}

static void with_valloc(void)
{
	free(use(valloc(100), 100, (size_t)sysconf(_SC_PAGESIZE)));
}

static void with_pvalloc(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	free(use(pvalloc(100), page, page));
	expect(!pvalloc(SIZE_MAX) && errno == ENOMEM, "pvalloc: no ENOMEM");
}

static void with_strdup(void)
{
	free(strdup("of the C library itself"));
}

static void with_nothing(void)
{
	free(NULL);
}

static void with_fork(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		uint64_t before[2], after[2];
		allocations_read(before);
		free(malloc(10));
		allocations_read(after);
		_exit(after[PASS_ALLOCS] - before[PASS_ALLOCS] != 1);
	}
	expect(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0,
	       "after fork");
}

static const struct count_case {
	const char *name;
	void (*run)(void);
	uint64_t calls, bytes;
} cases[] = {
    {"malloc", with_malloc, 1, 100},
    {"malloc of nothing", with_malloc_of_nothing, 1, 0},
    {"malloc of too much", with_malloc_of_too_much, 0, 0},
    {"calloc", with_calloc, 1, 100},
    {"calloc of too much", with_calloc_of_too_much, 0, 0},
    {"realloc that grows", with_realloc_that_grows, 2, 400},
    {"realloc that shrinks", with_realloc_that_shrinks, 2, 150},
    {"realloc as malloc, free", with_realloc_as_malloc_and_free, 1, 100},
    {"reallocarray", with_reallocarray, 1, 100},
    {"posix_memalign", with_posix_memalign, 1, 100},
    {"aligned_alloc", with_aligned_alloc, 1, 8192},
    {"memalign", with_memalign, 1, 100},
    {"valloc", with_valloc, 1, 100},
    {"pvalloc", with_pvalloc, 1, 100},
    {"strdup", with_strdup, 1, 24},
    {"free of nothing", with_nothing, 0, 0},
    {"fork", with_fork, 0, 0},
};

static void run_case(const struct count_case *item)
{
	uint64_t before[2], after[2];

	allocations_read(before);
	item->run();
	allocations_read(after);
	uint64_t calls = after[PASS_ALLOCS] - before[PASS_ALLOCS];
	uint64_t bytes = after[PASS_ALLOC_BYTES] - before[PASS_ALLOC_BYTES];
	if (calls == item->calls && bytes == item->bytes)
		return;
	fprintf(stderr, "counts: %s: %ju calls, %ju bytes\n", item->name,
		(uintmax_t)calls, (uintmax_t)bytes);
	good = false;
}

static pthread_barrier_t together;

static void *allocate(void *arg)
{
	pthread_barrier_wait(&together);
	for (int i = 0; i < ROUNDS; i++)
		free(malloc(8));
	pthread_barrier_wait(&together);
	return arg;
}

static void run_threads(void)
{
	pthread_t id[THREADS];
	uint64_t before[2], after[2];

	pthread_barrier_init(&together, NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++)
		expect(!pthread_create(&id[i], NULL, allocate, NULL), "thread");
	/* Nobody allocates before the barrier, and all have after the next. */
	allocations_read(before);
	pthread_barrier_wait(&together);
	pthread_barrier_wait(&together);
	allocations_read(after);
	for (int i = 0; i < THREADS; i++)
		pthread_join(id[i], NULL);
	expect(after[PASS_ALLOCS] - before[PASS_ALLOCS] == THREADS * ROUNDS,
	       "threads: calls");
	expect(after[PASS_ALLOC_BYTES] - before[PASS_ALLOC_BYTES] ==
		   8 * THREADS * ROUNDS,
	       "threads: bytes");
}

/* Starts this program again, with what allocations_library() names. */
static int preload(char *program)
{
	char path[4096];
	struct counter_info info = {0};

	if (!allocations_library(path, sizeof(path), &info)) {
		fprintf(stderr, "counts: %s: %s\n", info.errno_name,
			info.reason);
		return 1;
	}
	setenv(ALLOCATIONS_VARIABLE, path, 1);
	execl("/proc/self/exe", program, "preloaded", NULL);
	perror(program);
	return 1;
}

static int count(void)
{
	if (!allocations_present()) {
		fprintf(stderr, "counts: tare-alloc.so is not preloaded\n");
		return 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		run_case(&cases[i]);
	run_threads();
	return good ? 0 : 1;
}

static int explain_absent(void)
{
	struct counter_info info = {0};

	expect(!allocations_present(), "counts although it is not preloaded");
	allocations_explain(&info);
	expect(!strcmp(info.errno_name, "ELIBACC") && info.errnum == ELIBACC &&
		   strstr(info.reason, "did not preload") && info.mend[0],
	       "absent: wrong reason");
	return good ? 0 : 1;
}

static int explain_spaced(void)
{
	char path[4096];
	struct counter_info info = {0};

	expect(!allocations_library(path, sizeof(path), &info),
	       "a path with a space cannot be preloaded");
	expect(!strcmp(info.errno_name, "EINVAL") &&
		   strstr(info.reason, "a space or a colon") && info.mend[0],
	       "spaced: wrong reason");
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (!strcmp(mode, "absent"))
		return explain_absent();
	if (!strcmp(mode, "spaced"))
		return explain_spaced();
	return strcmp(mode, "preloaded") ? preload(argv[0]) : count();
}
