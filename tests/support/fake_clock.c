#include "fake_clock.h"

static uint64_t read_now(void *ctx)
{
	struct fake_clock *fake = ctx;
	uint64_t now = fake->now_ns;
	size_t read = fake->reads++;

	fake_clock_advance(fake, read < fake->script_length ? fake->script[read]
							    : fake->tick_ns);
	return now;
}

void fake_clock_init(struct fake_clock *fake, uint64_t now_ns, int64_t tick_ns)
{
	*fake = (struct fake_clock){
	    .clock = {read_now, fake, "fake"},
	    .now_ns = now_ns,
	    .tick_ns = tick_ns,
	};
}

void fake_clock_script(struct fake_clock *fake, const int64_t *steps, size_t n)
{
	fake->script = steps;
	fake->script_length = n;
	fake->reads = 0;
}

void fake_clock_advance(struct fake_clock *fake, int64_t ns)
{
	fake->now_ns += (uint64_t)ns;
}
