/* The same source, as C++. */
#include "nine.c"
