/* Built for a later minor version, and uses what came with it. */
#include "bad.h"

static struct {
	struct tare_plugin known;
	uint64_t later;
} longer;

const struct tare_plugin *tare_plugin_entry(uint32_t host_abi)
{
	(void)host_abi;
	longer.known = plugin;
	longer.known.abi = TARE_ABI + 2;
	longer.known.struct_size = sizeof(longer);
	longer.later = 1;
	return &longer.known;
}
