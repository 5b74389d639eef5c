/* Calls a function that nobody defines. */
#include "bad.h"

int nobody_defines_this(void);

SPOIL(plugin.bench_count = (size_t)nobody_defines_this())
