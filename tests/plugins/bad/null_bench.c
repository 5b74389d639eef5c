/* A NULL in the array. */
#include "bad.h"

SPOIL(benches[1] = NULL)
