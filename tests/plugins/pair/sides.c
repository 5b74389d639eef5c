/*
 * Built twice by two_builds() of tests/e2e/lib.sh, with SIDE 0 (base) and 1
 * (head): what goes wrong on one side only, which argument `side` names.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tare/sdk.h>

#define BOTH        "side=0,1"
#define CHUNK_BYTES (size_t)(64u << 20)
#define LIMIT_BYTES (CHUNK_BYTES * 32)

TARE_PLUGIN("org.tare.test.sides", "1.0.0")

static int is_here(struct tare_state *b)
{
	return tare_arg(b, "side") == SIDE;
}

static uint64_t multiply(uint64_t value, int times)
{
	for (int i = 0; i < times; i++) {
		value *= 0x9e3779b97f4a7c15;
		tare_hide(value);
	}
	return value;
}

TARE_BENCH(steady)
{
	uint64_t value = tare_random(b) | 1;

	TARE_LOOP(b)
		value = multiply(value, 100);
	tare_expect(b, (value & 1) == 1);
}

__attribute__((noinline)) static void write_through(volatile int *pointer)
{
	*pointer = 1;
}

TARE_BENCH(crash, .params = BOTH)
{
	volatile int *pointer = NULL, place;

	if (!is_here(b))
		pointer = &place;
	tare_hide(pointer);
	TARE_LOOP(b)
		write_through(pointer);
}

static void *keep_stdout(void *locked)
{
	flockfile(stdout);
	*(_Atomic int *)locked = 1;
	for (;;)
		nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
	return NULL;
}

/* Hangs after its last turn, when the worker flushes. */
TARE_BENCH(late, .params = BOTH)
{
	static _Atomic int locked;
	pthread_t id;

	if (is_here(b) && !locked)
		pthread_create(&id, NULL, keep_stdout, (void *)&locked);
	while (is_here(b) && !locked)
		;
	uint64_t value = tare_random(b) | 1;
	TARE_LOOP(b)
		value = multiply(value, 100);
}

TARE_BENCH(leave, .params = BOTH)
{
	TARE_LOOP(b)
		if (is_here(b))
			exit(3);
}

TARE_BENCH(hang, .params = BOTH)
{
	volatile int hangs = is_here(b);

	TARE_LOOP(b)
		while (hangs)
			;
}

/* The answer is wrong, that of the other side right. */
TARE_BENCH(wrong, .params = BOTH)
{
	uint64_t value = 1;

	TARE_LOOP(b)
		value = multiply(value, 100);
	tare_expect(b, !is_here(b));
}

TARE_BENCH(setup, .params = BOTH)
{
	if (is_here(b))
		tare_fail(b, "the input could not be made");
	TARE_LOOP(b) {
	}
}

TARE_BENCH(memory, .params = BOTH)
{
	for (size_t taken = 0; taken < LIMIT_BYTES && is_here(b);
	     taken += CHUNK_BYTES) {
		char *chunk = malloc(CHUNK_BYTES);

		if (!chunk)
			tare_fail(b, "malloc gave no more memory");
		memset(chunk, 1, CHUNK_BYTES);
		tare_keep_mem(chunk);
	}
	TARE_LOOP(b) {
	}
}

/* Long operations, the same on both sides. */
TARE_BENCH(nap, .params = "ms=50,300")
{
	struct timespec pause = {.tv_nsec = tare_arg(b, "ms") * 1000000};

	TARE_LOOP(b)
		nanosleep(&pause, NULL);
}
