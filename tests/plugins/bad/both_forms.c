/* A body and a batch. */
#include "bad.h"

static int32_t batch(void *self, uint64_t ops)
{
	(void)self;
	(void)ops;
	return TARE_STATUS_OK;
}

SPOIL(bench.batch = batch)
