/* tare's side: google_peer.cc measures the same. */
#include <tare/sdk.h>

#include "chain.h"

TARE_PLUGIN("org.tare.peer", "1.0.0")

TARE_BENCH(empty, .summary = "a loop with one barrier", .unit = "rounds")
{
	uint64_t value = tare_random(b);

	TARE_LOOP(b) {
		tare_keep(value);
	}
}

TARE_BENCH(chain, .summary = "100 dependent multiplications", .unit = "chains")
{
	uint64_t value = tare_random(b) | 1;

	TARE_LOOP(b) {
		value = chain(value);
	}
	tare_expect(b, (value & 1) == 1);
}
