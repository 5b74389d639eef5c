#include "base/frame.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define HEADER_BYTES 4
#define CHUNK_BYTES  (64u * 1024)
/* One whole frame and what a read may bring behind it. */
#define HELD_MAX (HEADER_BYTES + FRAME_MAX_BYTES + CHUNK_BYTES)

static void advance(struct iovec *parts, size_t done)
{
	for (int i = 0; i < 2; i++) {
		size_t step = done < parts[i].iov_len ? done : parts[i].iov_len;

		parts[i].iov_base = (char *)parts[i].iov_base + step;
		parts[i].iov_len -= step;
		done -= step;
	}
}

int frame_write(int fd, const char *bytes, size_t length, struct err *err)
{
	unsigned char header[HEADER_BYTES];
	struct iovec parts[2] = {{header, HEADER_BYTES},
				 {(void *)(uintptr_t)bytes, length}};

	if (length > FRAME_MAX_BYTES)
		return err_set(err, ERR_LIMIT,
			       "a message of %zu bytes is above the limit of "
			       "%u",
			       length, FRAME_MAX_BYTES);
	for (unsigned i = 0; i < HEADER_BYTES; i++)
		header[i] = (unsigned char)(length >> (8 * i));
	while (parts[0].iov_len + parts[1].iov_len) {
		ssize_t done = writev(fd, parts, 2);

		if (done >= 0) {
			advance(parts, (size_t)done);
		} else if (errno == EAGAIN) {
			struct pollfd wait = {.fd = fd, .events = POLLOUT};

			poll(&wait, 1, -1);
		} else if (errno != EINTR) {
			return err_sys(err, ERR_PROTOCOL, errno,
				       "cannot send a message");
		}
	}
	return 0;
}

/* Room for COUNT more bytes behind those that were not taken yet. */
static int make_room(struct frame_buffer *buffer, size_t count, struct err *err)
{
	size_t held = buffer->length - buffer->taken, wanted;
	char *bytes;

	if (count > HELD_MAX || held > HELD_MAX - count)
		return err_set(err, ERR_PROTOCOL,
			       "more than %u bytes of messages wait",
			       FRAME_MAX_BYTES);
	if (held && buffer->taken)
		memmove(buffer->bytes, buffer->bytes + buffer->taken, held);
	buffer->length = held;
	buffer->taken = 0;
	if (held + count <= buffer->capacity)
		return 0;
	wanted = buffer->capacity ? buffer->capacity : CHUNK_BYTES;
	while (wanted < held + count)
		wanted *= 2;
	bytes = realloc(buffer->bytes, wanted);
	if (!bytes)
		return err_nomem(err, "message");
	buffer->bytes = bytes;
	buffer->capacity = wanted;
	return 0;
}

int frame_fill(struct frame_buffer *buffer, int fd, struct err *err)
{
	int failed = make_room(buffer, CHUNK_BYTES, err);
	ssize_t got;

	if (failed)
		return failed;
	do {
		got = read(fd, buffer->bytes + buffer->length, CHUNK_BYTES);
	} while (got < 0 && errno == EINTR);
	if (got < 0 && errno == EAGAIN)
		return 1;
	if (got < 0)
		return err_sys(err, ERR_PROTOCOL, errno,
			       "cannot receive a message");
	buffer->length += (size_t)got;
	return got > 0;
}

int frame_feed(struct frame_buffer *buffer, const void *bytes, size_t length,
	       struct err *err)
{
	int failed = make_room(buffer, length, err);

	if (failed)
		return failed;
	if (length)
		memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
	return 0;
}

int frame_next(struct frame_buffer *buffer, const char **ret_bytes,
	       size_t *ret_length, struct err *err)
{
	size_t held = buffer->length - buffer->taken, length = 0;
	const char *at;

	if (held < HEADER_BYTES)
		return 0;
	at = buffer->bytes + buffer->taken;
	for (unsigned i = 0; i < HEADER_BYTES; i++)
		length |= (size_t)(unsigned char)at[i] << (8 * i);
	if (length > FRAME_MAX_BYTES)
		return err_set(err, ERR_PROTOCOL,
			       "a message claims %zu bytes, the limit is %u",
			       length, FRAME_MAX_BYTES);
	if (held - HEADER_BYTES < length)
		return 0;
	*ret_bytes = at + HEADER_BYTES;
	*ret_length = length;
	buffer->taken += HEADER_BYTES + length;
	return 1;
}

void frame_release(struct frame_buffer *buffer)
{
	if (!buffer)
		return;
	free(buffer->bytes);
	*buffer = (struct frame_buffer){0};
}
