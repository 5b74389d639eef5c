/* Benchmarks for the untimed passes: steady ones, and ones that are not. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.count", "1.0.0")

static int is_simulated(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded && strstr(preloaded, "vgpreload");
}

__attribute__((noinline)) static uint64_t multiply(uint64_t product)
{
	for (int i = 0; i < 100; i++) {
		product *= 0x9e3779b97f4a7c15;
		tare_hide(product);
	}
	return product;
}

TARE_BENCH(steady, .threads = "1,2")
{
	uint64_t product = tare_random(b) | 1;

	TARE_LOOP(b) {
		product = multiply(product);
	}
	tare_keep(product);
}

/* 3 allocations of 1000 bytes in all. */
TARE_BENCH(allocates)
{
	TARE_LOOP(b) {
		void *first = malloc(100), *second = calloc(2, 200);
		void *third = realloc(NULL, 500);

		tare_keep(first);
		tare_keep(second);
		tare_keep(third);
		free(first);
		free(second);
		free(third);
	}
}

/* Each operation fills a part, and its memory the first cache many times. */
static uint64_t walk(unsigned char *memory, size_t bytes, int rounds)
{
	uint64_t product = 1;

	for (size_t i = 0; i < bytes; i += 64)
		memory[i]++;
	for (int i = 0; i < rounds; i++)
		product = multiply(product);
	return product;
}

static void walks(struct tare_state *b, int rounds)
{
	size_t bytes = 256 * 1024;
	unsigned char *memory = calloc(bytes, 1);

	TARE_LOOP(b) {
		tare_keep(walk(memory, bytes, rounds));
	}
	free(memory);
}

TARE_BENCH(fills_part)
{
	walks(b, 1000);
}

/* Too dear for a second process. */
TARE_BENCH(is_dear)
{
	walks(b, 12000);
}

/* Leaves a process running, which is nobody's child. */
TARE_BENCH(leaves_behind)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (fork() == 0)
			sleep(60);
		_exit(0);
	}
	(void)waitpid(pid, NULL, 0);
	TARE_LOOP(b) {
		tare_keep(multiply(3));
	}
}

/* Each operation does more than the one before. */
TARE_BENCH(grows)
{
	uint64_t product = 1, rounds = 0;

	TARE_LOOP(b) {
		rounds++;
		for (uint64_t i = rounds; i > 0; i /= 2)
			product = multiply(product);
	}
	tare_keep(product);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* How much it does, the clock says. */
TARE_BENCH(reads_clock)
{
	uint64_t product = 1;

	TARE_LOOP(b) {
		for (uint64_t end = now_ns() + 3000; now_ns() < end;)
			product = multiply(product);
	}
	tare_keep(product);
}

TARE_BENCH(forks)
{
	int status = 0;

	TARE_LOOP(b) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(multiply(1) == 0);
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			status = 1;
	}
	tare_expect(b, status == 0);
}

/* Writes a function that answers OP, and calls it, each time anew. */
TARE_BENCH(writes_code)
{
#if defined(__x86_64__)
	unsigned char code[] = {0xb8, 0, 0, 0, 0, 0xc3}; /* mov, ret */
	unsigned char *page =
	    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint32_t number = 0, wrong = 0;

	if (page == MAP_FAILED) {
		tare_skip(b, "no memory that can be written and run");
		return;
	}
	TARE_LOOP(b) {
		uint32_t (*answer)(void);

		number++;
		memcpy(code + 1, &number, sizeof(number));
		memcpy(page, code, sizeof(code));
		memcpy(&answer, &page, sizeof(page));
		wrong += answer() != number;
	}
	tare_expect(b, wrong == 0);
	(void)munmap(page, 4096);
#else
	tare_skip(b, "its instructions are x86-64's");
#endif
}

/* clflushopt, which valgrind 3.19 does not know. */
TARE_BENCH(unknown_instruction)
{
#if defined(__x86_64__)
	char line[64] = "";

	TARE_LOOP(b) {
		__asm__ volatile(".byte 0x66, 0x0f, 0xae, 0x38"
				 :
				 : "a"(line)
				 : "memory");
	}
#else
	tare_skip(b, "its instruction is x86-64's");
#endif
}

/* Under valgrind only. */
TARE_BENCH(never_ends)
{
	uint64_t product = 1;

	TARE_LOOP(b) {
		do {
			product = multiply(product);
		} while (is_simulated());
	}
	tare_keep(product);
}

TARE_BENCH(crashes)
{
	TARE_LOOP(b) {
		if (is_simulated())
			abort();
	}
}
