/*
 * A place where the threads of a benchmark are held until all have come.
 */
#ifndef RUN_MEETING_H
#define RUN_MEETING_H

#include <stdbool.h>
#include <stdint.h>

struct meeting {
	bool sleeps; /* who waits, instead of spinning */
	_Atomic uint32_t arrived, generation, bell;
};

/*
 * Holds the caller until COUNT have come; the last one runs LAST(CTX) before
 * it lets the others go. False if *BROKEN is set before that: wait for nobody.
 */
bool meeting_wait(struct meeting *meeting, uint32_t count,
		  const _Atomic bool *broken, void (*last)(void *ctx),
		  void *ctx);
/* Those who sleep look again. */
void meeting_ring(struct meeting *meeting);

#endif
