/* The counted form with all four functions. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.batch_good", "1.0.0")

struct counter {
	uint64_t step, sum, ops;
};

static int32_t make(struct tare_state *b, void **ret_self)
{
	struct counter *counter = tare_alloc(b, sizeof(*counter));

	if (!counter)
		return TARE_STATUS_FAIL;
	counter->step = (uint64_t)tare_arg(b, "step");
	counter->sum = counter->ops = 0;
	*ret_self = counter;
	return TARE_STATUS_OK;
}

static int32_t run(void *self, uint64_t ops)
{
	struct counter *counter = self;

	counter->ops += ops;
	for (uint64_t i = 0; i < ops; i++) {
		counter->sum += counter->step;
		tare_keep_mem(counter);
	}
	return TARE_STATUS_OK;
}

static int32_t check(void *self)
{
	const struct counter *counter = self;

	return counter->sum == counter->step * counter->ops ? TARE_STATUS_OK
							    : TARE_STATUS_FAIL;
}

static void drop(void *self)
{
	tare_keep_mem(self);
}

TARE_BATCH(add, .unit = "additions", .params = "step=1,3", .batch = run,
	   .setup = make, .check = check, .teardown = drop)
