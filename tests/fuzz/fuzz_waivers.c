#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "model/waivers.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct waivers waivers;
	struct err err = {0};
	size_t i;

	if (waivers_parse(&waivers, "fuzz", (const char *)bytes, length, &err) <
	    0)
		return 0;
	for (i = 1; i < waivers.count; i++)
		if (strcmp(waivers.waiver[i - 1].id, waivers.waiver[i].id) >= 0)
			abort();
	waivers_release(&waivers);
	return 0;
}
