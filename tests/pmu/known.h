/* Work of known length. */
#ifndef PMU_KNOWN_H
#define PMU_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(__aarch64__) || defined(__riscv)
#define KNOWN_LENGTH true
#else
#define KNOWN_LENGTH false
#endif

/* 2 * ROUNDS instructions; ROUNDS is not 0. */
static inline void known_spin(uint64_t rounds)
{
#if defined(__x86_64__)
	__asm__ volatile("1: sub $1, %0\n\tjnz 1b" : "+r"(rounds) : : "cc");
#elif defined(__aarch64__)
	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b"
			 : "+r"(rounds)
			 :
			 : "cc");
#elif defined(__riscv)
	__asm__ volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(rounds));
#else
	while (rounds--)
		__asm__ volatile("" : : : "memory");
#endif
}

#endif
