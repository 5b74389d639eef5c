/*
 * The operation that both harnesses measure: 100 multiplications of which each
 * needs the one before, three cycles each.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include <stdint.h>

#define CHAIN_LENGTH 100

/* The asm keeps the compiler from folding the constants into one. */
static inline uint64_t chain(uint64_t value)
{
#pragma GCC unroll 100
	for (int i = 0; i < CHAIN_LENGTH; i++) {
		value *= UINT64_C(0x9e3779b97f4a7c15);
		__asm__ __volatile__("" : "+r"(value));
	}
	return value;
}

#endif
