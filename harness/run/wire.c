#include "run/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/frame.h"

int wire_send(int fd, enum wire_kind kind, const char *json, struct err *err)
{
	size_t length = strlen(json);
	CLEANUP(mem_free) char *frame = malloc(length + 1);
	if (!frame)
		return err_nomem(err, "message");

	frame[0] = (char)kind;
	/* A frame has a length, no NUL. */
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
	memcpy(frame + 1, json, length);
	return frame_write(fd, frame, length + 1, err);
}
