#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/mem.h"
#include "chaos.h"

/* "hello", "", "x" as frames */
static const char stream[] = "\5\0\0\0hello\0\0\0\0\1\0\0\0x";
#define STREAM_BYTES (sizeof(stream) - 1)

static void expect_next(struct frame_buffer *buffer, const char *text)
{
	const char *bytes = NULL;
	size_t length = 99;

	cr_assert(eq(int, frame_next(buffer, &bytes, &length, NULL), 1));
	cr_assert(eq(sz, length, strlen(text)));
	cr_assert(not(memcmp(bytes, text, length)));
}

Test(frame, split_at_each_byte)
{
	for (size_t cut = 0; cut <= STREAM_BYTES; cut++) {
		static const char *const texts[] = {"hello", "", "x"};
		CLEANUP(frame_release) struct frame_buffer buffer = {0};
		size_t seen = 0, length;
		const char *bytes;

		frame_feed(&buffer, stream, cut, NULL);
		while (frame_next(&buffer, &bytes, &length, NULL) == 1) {
			cr_assert(eq(sz, length, strlen(texts[seen])));
			cr_assert(not(memcmp(bytes, texts[seen], length)));
			seen++;
		}
		frame_feed(&buffer, stream + cut, STREAM_BYTES - cut, NULL);
		for (; seen < 3; seen++)
			expect_next(&buffer, texts[seen]);
		cr_assert(
		    eq(int, frame_next(&buffer, &bytes, &length, NULL), 0));
	}
}

Test(frame, byte_by_byte)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	const char *bytes;
	size_t length, frames = 0;

	for (size_t i = 0; i < STREAM_BYTES; i++) {
		frame_feed(&buffer, stream + i, 1, NULL);
		while (frame_next(&buffer, &bytes, &length, NULL))
			frames++;
	}
	cr_assert(eq(sz, frames, 3));
}

Test(frame, huge_length_is_refused_at_once)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	struct err err = {0};
	char *text = err.text;
	const char *bytes = NULL;
	size_t length = 7;

	frame_feed(&buffer, "\xff\xff\xff\xff", 4, NULL);
	cr_assert(
	    eq(int, frame_next(&buffer, &bytes, &length, &err), -ERR_PROTOCOL));
	cr_assert(eq(str, text,
		     "a message claims 4294967295 bytes, the limit is "
		     "67108864"));
	cr_assert(eq(sz, length, 7));
}

Test(frame, limit_itself_is_allowed)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	const char *bytes;
	size_t length;

	frame_feed(&buffer, "\0\0\0\4", 4, NULL);
	cr_assert(eq(int, frame_next(&buffer, &bytes, &length, NULL), 0));
	frame_feed(&buffer, "\0", 1, NULL);
	cr_assert(eq(int, frame_next(&buffer, &bytes, &length, NULL), 0));
}

Test(frame, flood_without_taking_is_refused)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	CLEANUP(mem_free) char *flood = calloc(1, 1 << 20);
	int failed = 0, rounds;

	for (rounds = 0; !failed && rounds < 100; rounds++)
		failed = frame_feed(&buffer, flood, 1 << 20, NULL);
	cr_assert(eq(int, failed, -ERR_PROTOCOL));
	cr_assert(eq(int, rounds, 65));
}

static void *write_big(void *arg)
{
	int *fd = arg;
	CLEANUP(mem_free) char *big = malloc(1 << 20);

	memset(big, 'z', 1 << 20);
	frame_write(*fd, big, 1 << 20, NULL);
	close(*fd);
	return NULL;
}

/* Non-blocking, and larger than the pipe: short writes and EAGAIN. */
Test(frame, big_frame_through_a_small_pipe)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	const char *bytes;
	size_t length = 0;
	pthread_t thread;
	int ends[2];

	cr_assert(eq(int, pipe2(ends, O_NONBLOCK), 0));
	fcntl(ends[0], F_SETFL, 0);
	pthread_create(&thread, NULL, write_big, &ends[1]);
	while (!frame_next(&buffer, &bytes, &length, NULL))
		cr_assert(eq(int, frame_fill(&buffer, ends[0], NULL), 1));
	cr_assert(eq(sz, length, 1 << 20));
	cr_assert(eq(chr, bytes[0], 'z'));
	cr_assert(eq(chr, bytes[length - 1], 'z'));
	pthread_join(thread, NULL);
	cr_assert(eq(int, frame_fill(&buffer, ends[0], NULL), 0));
	close(ends[0]);
}

Test(frame, empty_nonblocking_pipe_is_no_end)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	int ends[2];

	cr_assert(eq(int, pipe2(ends, O_NONBLOCK), 0));
	cr_assert(eq(int, frame_fill(&buffer, ends[0], NULL), 1));
	cr_assert(eq(sz, buffer.length, 0));
	close(ends[1]);
	cr_assert(eq(int, frame_fill(&buffer, ends[0], NULL), 0));
	close(ends[0]);
}

Test(frame, broken_pipe_and_bad_descriptor)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	struct err err = {0};
	char *text = err.text;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	cr_assert(eq(int, pipe(ends), 0));
	close(ends[0]);
	cr_assert(eq(int, frame_write(ends[1], "x", 1, &err), -ERR_PROTOCOL));
	cr_assert(eq(str, text, "cannot send a message: Broken pipe"));
	close(ends[1]);
	err_clear(&err);
	cr_assert(eq(int, frame_fill(&buffer, ends[1], &err), -ERR_PROTOCOL));
	cr_assert(
	    eq(str, text, "cannot receive a message: Bad file descriptor"));
}

Test(frame, too_long_to_write)
{
	struct err err = {0};

	cr_assert(eq(int, frame_write(-1, "", FRAME_MAX_BYTES + 1, &err),
		     -ERR_LIMIT));
}

Test(frame, out_of_memory)
{
	CHAOS_EACH(n)
	{
		CLEANUP(frame_release) struct frame_buffer buffer = {0};
		struct err err = {0};
		int failed = frame_feed(&buffer, stream, STREAM_BYTES, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
		cr_assert(eq(sz, buffer.length, hit ? 0 : STREAM_BYTES));
	}
}
