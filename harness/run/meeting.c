#include "run/meeting.h"

#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Spins before the CPU is offered to others. */
#define SPINS 20000

static void relax(unsigned spin)
{
	if (spin >= SPINS) {
		sched_yield();
		return;
	}
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ __volatile__("yield");
#endif
}

/* Until the bell has been rung since it was RUNG. */
static void await_bell(struct meeting *meeting, uint32_t rung)
{
	(void)syscall(SYS_futex, &meeting->bell, FUTEX_WAIT_PRIVATE, rung, NULL,
		      NULL, 0);
}

void meeting_ring(struct meeting *meeting)
{
	if (!meeting->sleeps)
		return;
	meeting->bell++;
	(void)syscall(SYS_futex, &meeting->bell, FUTEX_WAKE_PRIVATE, INT_MAX,
		      NULL, NULL, 0);
}

bool meeting_wait(struct meeting *meeting, uint32_t count,
		  const _Atomic bool *broken, void (*last)(void *ctx),
		  void *ctx)
{
	uint32_t generation = meeting->generation;

	if (++meeting->arrived == count) {
		last(ctx);
		meeting->arrived = 0;
		meeting->generation = generation + 1;
		meeting_ring(meeting);
		return true;
	}
	for (unsigned spin = 0;; spin++) {
		uint32_t rung = meeting->bell;
		if (meeting->generation != generation)
			return true;
		if (*broken)
			return meeting->generation != generation;
		if (meeting->sleeps)
			await_bell(meeting, rung);
		else
			relax(spin);
	}
}
