#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "model/result.h"

static char *write_text(const struct result *result, size_t *ret_length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);

	if (!out || result_write(result, out, NULL) != 0 || fclose(out) != 0)
		abort();
	return text;
}

/* What was read can be written, and is then read. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct result result, again;
	char *text;

	if (result_parse(&result, "fuzz", (const char *)bytes, length, NULL))
		return 0;
	text = write_text(&result, &length);
	if (result_parse(&again, "written", text, length, NULL))
		abort();
	free(text);
	result_release(&result);
	result_release(&again);
	return 0;
}
