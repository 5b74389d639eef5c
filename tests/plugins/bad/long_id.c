/* An id of 201 characters. */
#include "bad.h"

static char id[202];

SPOIL(memset(id, 'a', 201), bench.id = id)
