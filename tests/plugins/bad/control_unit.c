/* An escape sequence in its unit. */
#include "bad.h"

SPOIL(bench.unit = "\033[31mred")
