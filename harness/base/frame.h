/*
 * Frames on a pipe: 4 bytes of length (little endian), then that many bytes.
 * Carries JSON between tare and its workers.
 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include <stddef.h>

#include "base/err.h"

#define FRAME_MAX_BYTES (64u * 1024 * 1024)

/* Writes one frame, whole, through short writes and EINTR. */
int frame_write(int fd, const char *bytes, size_t length, struct err *err);

/* Collects bytes until frames are complete. Zero it to begin. */
struct frame_buffer {
	char *bytes;
	size_t length, capacity, taken;
};

/*
 * Reads what is there. 1: got some (or nothing yet, on a non-blocking
 * descriptor), 0: end of file, negative: error.
 */
int frame_fill(struct frame_buffer *buffer, int fd, struct err *err);
/* Only for tests of hostile input, and fuzzing: bytes from elsewhere. */
int frame_feed(struct frame_buffer *buffer, const void *bytes, size_t length,
	       struct err *err);
/*
 * 1 and the next frame, valid until the next call; 0: none complete yet;
 * ERR_PROTOCOL: a length above FRAME_MAX_BYTES.
 */
int frame_next(struct frame_buffer *buffer, const char **ret_bytes,
	       size_t *ret_length, struct err *err);
void frame_release(struct frame_buffer *buffer);

#endif
