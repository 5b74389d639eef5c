/* A benchmark with a field of a later minor version. */
#include "bad.h"

static struct {
	struct tare_bench known;
	uint64_t later;
} longer;

const struct tare_plugin *tare_plugin_entry(uint32_t host_abi)
{
	(void)host_abi;
	plugin.abi = TARE_ABI + 2;
	longer.known = bench;
	longer.known.struct_size = sizeof(longer);
	longer.later = 1;
	benches[0] = &longer.known;
	return &plugin;
}
