/* A benchmark in nine lines, in every dialect of C and C++. */
#include <string.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.nine", "1.0.0")

TARE_BENCH(copy, .unit = "copies", .params = "n=64..65536*4")
{
	size_t n = (size_t)tare_arg(b, "n");
	char *src = tare_alloc(b, n), *dst = tare_alloc(b, n);
	TARE_LOOP(b) {
		memcpy(dst, src, n);
		tare_keep_mem(dst);
	}
	tare_expect(b, memcmp(src, dst, n) == 0);
	tare_rate(b, "bytes", (double)n);
}

/* The rest of what the header offers. */
TARE_BENCH(empty)
{
	TARE_LOOP(b) {
	}
}

TARE_BENCH(everything, .summary = "each call once", .unit = "calls",
	   .params = "a=1,2 b=1..9+2", .threads = "1,2", .tags = "fast,small")
{
	const struct tare_manual_time *timer = tare_manual_time(b);
	double sum = (double)tare_random(b);
	size_t count;
	void *memory = tare_alloc_aligned(b, 64, 4096);

	if (tare_thread(b) >= tare_threads(b))
		tare_skip(b, "no such thread");
	if (tare_config_list(b, "argv", &count) == NULL ||
	    tare_config(b, "argv") == NULL)
		tare_fail(b, "no argv");
	tare_note(b, "one line");
	tare_defer(b, NULL, NULL);
	TARE_LOOP(b) {
		sum += 1.0;
		tare_hide(sum);
		tare_hide(count);
		tare_keep(sum * 2.0);
		tare_keep(count + 1);
		tare_keep_mem(memory);
		if (timer)
			timer->add(b, 1);
	}
	tare_metric(b, "sum", sum, "ops", TARE_HIGHER_IS_BETTER);
}

static int32_t batch(void *self, uint64_t ops)
{
	for (; ops; ops--)
		tare_keep(self);
	return TARE_STATUS_OK;
}

static int32_t setup(struct tare_state *b, void **ret_self)
{
	*ret_self = NULL;
	return tare_say(b, TARE_STATUS_SKIP, "nothing to do");
}

static int32_t check(void *self)
{
	return self == NULL ? TARE_STATUS_OK : TARE_STATUS_FAIL;
}

static void teardown(void *self)
{
	(void)self;
}

TARE_BATCH(counted, .unit = "calls", .batch = batch, .setup = setup,
	   .check = check, .teardown = teardown)
