/*
 * Runs a fuzz target over files, and over every file below directories:
 * whole, and cut to its half. Ends with the number of inputs.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "fuzz.h"

static unsigned inputs;

static int replay(const char *path, const struct stat *status, int type,
		  struct FTW *place)
{
	struct err err = {0};
	size_t length;
	char *text;

	(void)status;
	(void)place;
	if (type != FTW_F)
		return 0;
	if (file_read(path, 1 << 26, &text, &length, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	LLVMFuzzerTestOneInput((const uint8_t *)text, length);
	LLVMFuzzerTestOneInput((const uint8_t *)text, length / 2);
	free(text);
	inputs++;
	return 0;
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (nftw(argv[i], replay, 16, FTW_PHYS) != 0)
			return EXIT_FAILURE;
	printf("%u inputs\n", inputs);
	return inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
