/* A param that is not a number. */
#include "bad.h"

SPOIL(bench.params = "n=1,2 m=4,x8")
