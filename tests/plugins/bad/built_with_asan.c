/* Compiled with -fsanitize=address by CMakeLists.txt. */
#include "bad.h"

SPOIL(plugin.build_flags |= TARE_BUILD_ASAN)
