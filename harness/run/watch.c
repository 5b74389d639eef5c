#include "run/watch.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "run/wire.h"

#define READ_BYTES (64u * 1024)
/* Of what one process may send; the samples are far below. */
#define ARENA_LIMIT_BYTES (256u * 1024 * 1024)

void watch_init(struct watch *watch)
{
	memset(watch, 0, sizeof(*watch));
	watch->arena.limit_bytes = ARENA_LIMIT_BYTES;
	for (int i = 0; i < WATCH_SOURCES; i++)
		watch->fd[i] = -1;
}

static void hang_up(struct watch *watch, enum watch_source source)
{
	if (watch->fd[source] >= 0)
		(void)close(watch->fd[source]);
	watch->fd[source] = -1;
}

void watch_release(struct watch *watch)
{
	for (int i = 0; i < WATCH_SOURCES; i++)
		hang_up(watch, (enum watch_source)i);
	frame_release(&watch->frames);
	arena_release(&watch->arena);
}

static int take_samples(struct watch *watch, const char *json, size_t length)
{
	if (watch->answered) {
		return err_set(&watch->breach, ERR_PROTOCOL,
			       "a second set of samples");
	}
	int rc = samples_decode(&watch->samples, &watch->arena, json, length,
				&watch->breach);
	watch->answered = rc == 0;
	return rc;
}

static int take_frame(struct watch *watch, const char *frame, size_t length)
{
	if (length == 0)
		return err_set(&watch->breach, ERR_PROTOCOL, "an empty frame");
	const char *json = frame + 1;
	size_t rest = length - 1;
	switch (frame[0]) {
	case WIRE_STAGE:
		return wire_stage_decode(watch->stage, json, rest,
					 &watch->breach);
	case WIRE_CRASH:
		watch->crashed = true;
		return wire_crash_decode(&watch->crash, json, rest,
					 &watch->breach);
	case WIRE_MEMORY:
		return wire_memory_decode(&watch->memory, json, rest,
					  &watch->breach);
	case WIRE_SAMPLES:
		return take_samples(watch, json, rest);
	default:
		return err_set(&watch->breach, ERR_PROTOCOL,
			       "a frame of unknown kind 0x%02x",
			       (unsigned char)frame[0]);
	}
}

/*
 * A worker that dies before it has read its job resets the connection: that
 * is no breach, and its end tells more.
 */
static int fill(struct watch *watch)
{
	struct err lost = {0};
	int rc = frame_fill(&watch->frames, watch->fd[WATCH_WIRE], &lost);

	if (rc < 0 && lost.code == ERR_NOMEM)
		watch->breach = lost;
	if (rc <= 0)
		hang_up(watch, WATCH_WIRE);
	return rc;
}

static void hear_wire(struct watch *watch)
{
	const char *frame;
	size_t length;
	int rc = fill(watch);

	while (rc > 0) {
		rc =
		    frame_next(&watch->frames, &frame, &length, &watch->breach);
		if (rc > 0 && take_frame(watch, frame, length) < 0)
			break;
	}
}

static void hear_output(struct watch *watch, enum watch_source source)
{
	char bytes[READ_BYTES];
	ssize_t count = read(watch->fd[source], bytes, sizeof(bytes));

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (count <= 0) {
		hang_up(watch, source);
		return;
	}
	size_t room = SAMPLES_MAX_TEXT - watch->output_bytes;
	size_t kept = (size_t)count < room ? (size_t)count : room;
	memcpy(watch->output + watch->output_bytes, bytes, kept);
	watch->output_bytes += kept;
	watch->dropped_bytes += (size_t)count - kept;
}

static void hear(struct watch *watch, const struct pollfd *polled)
{
	if (polled[WATCH_WIRE].revents)
		hear_wire(watch);
	if (polled[WATCH_STDOUT].revents)
		hear_output(watch, WATCH_STDOUT);
	if (polled[WATCH_STDERR].revents)
		hear_output(watch, WATCH_STDERR);
}

int watch_step(struct watch *watch, size_t count, int timeout_ms)
{
	struct pollfd polled[WATCH_MAX * WATCH_SOURCES];

	for (size_t i = 0; i < count * WATCH_SOURCES; i++)
		polled[i] = (struct pollfd){
		    .fd = watch[i / WATCH_SOURCES].fd[i % WATCH_SOURCES],
		    .events = POLLIN,
		};
	int spoke = poll(polled, count * WATCH_SOURCES, timeout_ms);
	if (spoke <= 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		hear(&watch[i], &polled[i * WATCH_SOURCES]);
	return spoke;
}

void watch_drain(struct watch *watch)
{
	hang_up(watch, WATCH_PID);
	while (watch->breach.code == ERR_NONE && watch_step(watch, 1, 0) > 0) {
	}
	/* Output becomes text. */
	for (size_t i = 0; i < watch->output_bytes; i++)
		if (watch->output[i] == '\0')
			watch->output[i] = '?';
}
