/* Refuses this host. */
#include "bad.h"

const struct tare_plugin *tare_plugin_entry(uint32_t host_abi)
{
	(void)host_abi;
	(void)plugin;
	return NULL;
}
