#include <stdlib.h>
#include <string.h>

#include "base/frame.h"
#include "fuzz.h"
#include "model/catalog.h"
#include "model/samples.h"
#include "model/wire.h"

static void read_samples(const char *text, size_t length)
{
	struct arena arena = {0};
	struct process_samples samples;
	char *again;

	if (samples_decode(&samples, &arena, text, length, NULL) == 0) {
		again = samples_encode(&samples, NULL);
		if (!again)
			abort();
		free(again);
	}
	arena_release(&arena);
}

static void read_others(const char *text, size_t length)
{
	struct arena arena = {0};
	struct catalog catalog = {0};
	struct wire_job job;
	struct wire_crash crash;
	struct wire_memory memory;

	(void)wire_job_decode(&job, &arena, text, length, NULL);
	(void)wire_crash_decode(&crash, text, length, NULL);
	(void)wire_memory_decode(&memory, text, length, NULL);
	(void)catalog_plugin_decode(&catalog, text, length, NULL);
	arena_release(&arena);
	catalog_release(&catalog);
}

/* The bytes as a message, and as a stream of frames. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct frame_buffer buffer = {0};
	const char *frame;
	size_t size;

	read_samples((const char *)bytes, length);
	read_others((const char *)bytes, length);
	if (frame_feed(&buffer, bytes, length, NULL) == 0)
		while (frame_next(&buffer, &frame, &size, NULL) == 1)
			read_samples(frame, size);
	frame_release(&buffer);
	return 0;
}
