/*
 * What a program asks of callgrind while it runs under it: client requests,
 * instructions without effect that valgrind knows. The sequences are those of
 * valgrind/valgrind.h and valgrind/callgrind.h (valgrind 3.19), which are
 * under this licence:
 *
 *	Copyright (C) 2000-2017 Julian Seward.  All rights reserved.
 *
 *	Redistribution and use in source and binary forms, with or without
 *	modification, are permitted provided that the following conditions
 *	are met:
 *	1. Redistributions of source code must retain the above copyright
 *	   notice, this list of conditions and the following disclaimer.
 *	2. The origin of this software must not be misrepresented; you must
 *	   not claim that you wrote the original software.  If you use this
 *	   software in a product, an acknowledgment in the product
 *	   documentation would be appreciated but is not required.
 *	3. Altered source versions must be plainly marked as such, and must
 *	   not be misrepresented as being the original software.
 *	4. The name of the author may not be used to endorse or promote
 *	   products derived from this software without specific prior written
 *	   permission.
 *
 *	THIS SOFTWARE IS PROVIDED BY THE AUTHOR ``AS IS'' AND ANY EXPRESS OR
 *	IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 *	WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 *	DISCLAIMED.  IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY DIRECT,
 *	INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
 *	(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 *	SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION)
 *	HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
 *	STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING
 *	IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 *	POSSIBILITY OF SUCH DAMAGE.
 *
 * This is an altered version: five requests, two processors.
 */
#ifndef RUN_REQUESTS_H
#define RUN_REQUESTS_H

#include <stdint.h>

enum request {
	REQUEST_RUNNING = 0x1001, /* answers 1 under valgrind */
	/* Of callgrind, 'C' 'T' 0 0 and a number. */
	REQUEST_ZERO = 0x43540001,
	REQUEST_TOGGLE = 0x43540002, /* the calling thread's collecting */
	REQUEST_DUMP_AT = 0x43540003,
	REQUEST_START = 0x43540004, /* instrumentation, of all threads */
	REQUEST_STOP = 0x43540005,
};

/* 0 without valgrind, and on processors that it does not know. */
static inline uint64_t request(enum request what, const void *argument)
{
	volatile uint64_t word[6] = {(uint64_t)what,
				     (uint64_t)(uintptr_t)argument};
	uint64_t answer = 0;
#if defined(__x86_64__)
	__asm__ volatile("rolq $3, %%rdi; rolq $13, %%rdi\n\t"
			 "rolq $61, %%rdi; rolq $51, %%rdi\n\t"
			 "xchgq %%rbx, %%rbx"
			 : "=d"(answer)
			 : "a"(&word[0]), "0"(answer)
			 : "cc", "memory");
#elif defined(__aarch64__)
	__asm__ volatile("mov x3, %1; mov x4, %2\n\t"
			 "ror x12, x12, #3; ror x12, x12, #13\n\t"
			 "ror x12, x12, #51; ror x12, x12, #61\n\t"
			 "orr x10, x10, x10\n\t"
			 "mov %0, x3"
			 : "=r"(answer)
			 : "r"(answer), "r"(&word[0])
			 : "cc", "memory", "x3", "x4");
#else
	(void)word;
#endif
	return answer;
}

#endif
