/*
 * tare.log/1: one line of text for the user, kept with the result.
 */
#ifndef TARE_EXT_LOG_H
#define TARE_EXT_LOG_H

#include <tare/plugin.h>

#define TARE_EXT_LOG "tare.log/1"

struct tare_log {
	uint32_t struct_size;
	/* TEXT is copied and cut at 200 bytes. [untimed, any thread] */
	void (*note)(struct tare_state *state, const char *text);
};

#endif
