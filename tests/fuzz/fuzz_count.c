#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "model/count.h"

/* What was read can be written, and is then read. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena arena = {0};
	struct count_samples samples, again;
	char *text;

	if (count_decode(&samples, &arena, (const char *)bytes, length, NULL) ==
	    0) {
		text = count_encode(&samples, NULL);
		if (!text ||
		    count_decode(&again, &arena, text, strlen(text), NULL))
			abort();
		free(text);
	}
	arena_release(&arena);
	return 0;
}
