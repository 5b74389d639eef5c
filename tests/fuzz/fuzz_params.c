#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "model/params.h"
#include "model/suite.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena arena = {0};
	char *spec = strndup((const char *)bytes, length);
	struct params_axis *axis;
	struct suite_limit limit;
	size_t count;

	if (!spec)
		abort();
	(void)params_parse(spec, &arena, &axis, &count, NULL);
	(void)limit_parse(&arena, spec, &limit, NULL);
	free(spec);
	arena_release(&arena);
	return 0;
}
