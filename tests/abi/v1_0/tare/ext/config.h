/*
 * tare.config/1: strings that the suite gives to a benchmark
 * ("config": {"argv": ["ls", "-l"]}).
 */
#ifndef TARE_EXT_CONFIG_H
#define TARE_EXT_CONFIG_H

#include <tare/plugin.h>

#define TARE_EXT_CONFIG "tare.config/1"

struct tare_config {
	uint32_t struct_size;
	/*
	 * The strings under KEY, *RET_COUNT of them, NULL-terminated; NULL
	 * and 0 if the suite gives none. Owned by the host, valid for the
	 * whole process. [untimed]
	 */
	const char *const *(*get)(struct tare_state *state, const char *key,
				  size_t *ret_count);
};

#endif
