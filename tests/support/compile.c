#include "compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/proc.h"

void compile_library(const struct tmpdir *dir, const char *text,
		     const char *output, const char *const *options)
{
	char source[512], path[512];
	struct proc_exit end;
	struct err err = {0};
	const char *argv[16] = {"cc", "-shared", "-fPIC", "-o",
				path, source,    "-L",    dir->path};
	FILE *out;

	(void)snprintf(source, sizeof source, "%s/source.c", dir->path);
	(void)snprintf(path, sizeof path, "%s/%s", dir->path, output);
	out = fopen(source, "w");
	if (!out || fputs(text, out) < 0 || fclose(out) != 0)
		abort();
	for (size_t i = 0; i < 3 && options && options[i]; i++)
		argv[8 + i] = options[i];
	if (proc_run(argv, NULL, 0, 0, NULL, &end, &err) < 0 || end.status) {
		(void)fprintf(stderr, "%s: %s\n", output, err.text);
		abort();
	}
}
