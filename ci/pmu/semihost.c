/*
 * The guest's way out, by Arm semihosting (Semihosting for AArch32 and
 * AArch64, 2.0; SYS_OPEN, SYS_WRITE, SYS_CLOSE, SYS_EXIT_EXTENDED):
 *	semihost STATUS         ends qemu with this exit code
 *	semihost GUEST HOST     copies a file into the host's folder
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SYS_OPEN = 0x01, SYS_CLOSE = 0x02, SYS_WRITE = 0x05, SYS_EXIT = 0x20 };
#define MODE_WRITE                  5 /* "wb" */
#define STOPPED_BY_APPLICATION_EXIT 0x20026

static uint64_t call(uint64_t operation, const void *arguments)
{
	register uint64_t x0 __asm__("x0") = operation;
	register const void *x1 __asm__("x1") = arguments;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
	return x0;
}

static int copy(FILE *file, const char *to)
{
	static char buffer[65536];
	const uint64_t open[3] = {(uint64_t)to, MODE_WRITE, strlen(to)};
	uint64_t handle = call(SYS_OPEN, open), left = 0;
	size_t n;

	if (handle == UINT64_MAX)
		return 1;
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		const uint64_t write[3] = {handle, (uint64_t)buffer, n};
		left |= call(SYS_WRITE, write);
	}
	return call(SYS_CLOSE, &handle) != 0 || left != 0;
}

int main(int argc, char **argv)
{
	if (argc == 2) {
		const uint64_t end[2] = {STOPPED_BY_APPLICATION_EXIT,
					 strtoul(argv[1], NULL, 10)};
		return call(SYS_EXIT, end) != 0;
	}
	FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
	return file ? copy(file, argv[2]) : 1;
}
