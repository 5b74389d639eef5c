#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "model/baseline.h"

static char *write_text(const struct baseline *baseline, size_t *ret_length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);

	if (!out || baseline_write(baseline, out, NULL) != 0 ||
	    fclose(out) != 0)
		abort();
	return text;
}

/* What was read can be written, and is then read. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct baseline baseline, again;
	char *text;

	if (baseline_parse(&baseline, "fuzz", (const char *)bytes, length,
			   NULL))
		return 0;
	text = write_text(&baseline, &length);
	if (baseline_parse(&again, "written", text, length, NULL))
		abort();
	free(text);
	baseline_release(&baseline);
	baseline_release(&again);
	return 0;
}
