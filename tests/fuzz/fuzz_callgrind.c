#include "counters/callgrind.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena arena = {0};
	struct callgrind found = {0};

	(void)callgrind_parse(&found, &arena, "fuzz", (const char *)bytes,
			      length, NULL);
	arena_release(&arena);
	return 0;
}
