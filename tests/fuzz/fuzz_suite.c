#include "fuzz.h"
#include "model/suite.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct suite suite;
	struct err err = {0};

	if (suite_parse(&suite, "fuzz", (const char *)bytes, length, &err) == 0)
		suite_release(&suite);
	return 0;
}
