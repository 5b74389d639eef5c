/*
 * A clock that a test drives. Give `&fake.clock` to the code under test.
 */
#ifndef SUPPORT_FAKE_CLOCK_H
#define SUPPORT_FAKE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct fake_clock {
	struct clock clock;
	uint64_t now_ns;
	int64_t tick_ns;       /* added after each read without a script */
	const int64_t *script; /* added after read 0, 1, ...; may be < 0 */
	size_t script_length;
	size_t reads;
};

/* Must not be moved afterwards. */
void fake_clock_init(struct fake_clock *fake, uint64_t now_ns, int64_t tick_ns);
/* STEPS are used first, then the tick again. They are not copied. */
void fake_clock_script(struct fake_clock *fake, const int64_t *steps, size_t n);
void fake_clock_advance(struct fake_clock *fake, int64_t ns);

#endif
