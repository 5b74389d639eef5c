#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "run/watch.h"
#include "run/wire.h"

static struct watch watch;
static int wire_fd, output_fd; /* the worker's ends */

static void setup(void)
{
	int pair[2];

	watch_init(&watch);
	cr_assert(eq(int, socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0));
	watch.fd[WATCH_WIRE] = pair[0];
	wire_fd = pair[1];
	cr_assert(eq(int, pipe(pair), 0));
	watch.fd[WATCH_STDOUT] = pair[0];
	output_fd = pair[1];
}

static void release(void)
{
	watch_release(&watch);
}

TestSuite(watch, .init = setup, .fini = release);

static void send_frame(enum wire_kind kind, const char *json)
{
	struct err err = {0};

	cr_assert(eq(int, wire_send(wire_fd, kind, json, &err), 0));
}

static void send_samples(void)
{
	struct process_samples samples = {.slice_count = 0, .cpu = 1};
	struct err err = {0};
	char *json = samples_encode(&samples, &err);

	cr_assert(json != NULL);
	send_frame(WIRE_SAMPLES, json);
	free(json);
}

static void expect_breach(const char *text)
{
	cr_assert(eq(int, (int)watch.breach.code, ERR_PROTOCOL));
	cr_assert(strstr(watch.breach.text, text) != NULL, "%s",
		  watch.breach.text);
}

Test(watch, silence_is_no_event)
{
	cr_assert(eq(int, watch_step(&watch, 1, 0), 0));
	cr_assert(eq(int, (int)watch.breach.code, ERR_NONE));
}

Test(watch, the_last_stage_is_kept)
{
	send_frame(WIRE_STAGE, "{\"stage\":\"load\"}");
	send_frame(WIRE_STAGE, "{\"stage\":\"measure\"}");
	cr_assert(gt(int, watch_step(&watch, 1, 0), 0));
	cr_assert(eq(str, watch.stage, (char *)"measure"));
	cr_assert(not(watch.answered));
}

Test(watch, samples_are_decoded)
{
	send_samples();
	(void)watch_step(&watch, 1, 0);
	cr_assert(eq(int, (int)watch.breach.code, ERR_NONE), "%s",
		  watch.breach.text);
	cr_assert(watch.answered);
	cr_assert(eq(int, watch.samples.cpu, 1));
}

Test(watch, a_second_answer_is_a_breach)
{
	send_samples();
	send_samples();
	(void)watch_step(&watch, 1, 0);
	expect_breach("second set of samples");
}

Test(watch, an_unknown_kind_is_a_breach)
{
	send_frame((enum wire_kind)'x', "{}");
	(void)watch_step(&watch, 1, 0);
	expect_breach("unknown kind 0x78");
}

Test(watch, an_empty_frame_is_a_breach)
{
	cr_assert(eq(int, (int)write(wire_fd, "\0\0\0\0", 4), 4));
	(void)watch_step(&watch, 1, 0);
	expect_breach("empty frame");
}

Test(watch, plain_text_on_the_wire_is_a_breach)
{
	cr_assert(eq(int, (int)write(wire_fd, "hello, world", 12), 12));
	(void)watch_step(&watch, 1, 0);
	cr_assert(eq(int, (int)watch.breach.code, ERR_PROTOCOL));
}

Test(watch, broken_json_is_a_breach)
{
	send_frame(WIRE_SAMPLES, "{");
	(void)watch_step(&watch, 1, 0);
	cr_assert(eq(int, (int)watch.breach.code, ERR_PROTOCOL));
	cr_assert(not(watch.answered));
}

Test(watch, a_frame_may_come_in_pieces)
{
	static const char frame[] = "\x11\0\0\0P{\"stage\":\"load\"}";

	cr_assert(eq(int, (int)write(wire_fd, frame, 7), 7));
	(void)watch_step(&watch, 1, 0);
	cr_assert(eq(str, watch.stage, (char *)""));
	cr_assert(eq(int, (int)write(wire_fd, frame + 7, 14), 14));
	(void)watch_step(&watch, 1, 0);
	cr_assert(eq(str, watch.stage, (char *)"load"));
}

Test(watch, hanging_up_closes_the_wire_once)
{
	(void)close(wire_fd);
	cr_assert(gt(int, watch_step(&watch, 1, 0), 0));
	cr_assert(eq(int, watch.fd[WATCH_WIRE], -1));
	cr_assert(eq(int, watch_step(&watch, 1, 0), 0));
	cr_assert(eq(int, (int)watch.breach.code, ERR_NONE));
}

Test(watch, output_is_kept_with_nul_made_visible)
{
	cr_assert(eq(int, (int)write(output_fd, "a\0b\n", 4), 4));
	watch_drain(&watch);
	cr_assert(eq(str, watch.output, (char *)"a?b\n"));
	cr_assert(eq(u64, watch.dropped_bytes, 0));
}

Test(watch, output_beyond_the_bound_is_counted)
{
	char text[3000];

	memset(text, 'x', sizeof(text));
	for (int i = 0; i < 3; i++) {
		cr_assert(eq(int, (int)write(output_fd, text, sizeof(text)),
			     (int)sizeof(text)));
	}
	(void)close(output_fd);
	watch_drain(&watch);
	cr_assert(eq(sz, watch.output_bytes, SAMPLES_MAX_TEXT));
	cr_assert(eq(sz, strlen(watch.output), SAMPLES_MAX_TEXT));
	cr_assert(eq(u64, watch.dropped_bytes, 9000 - SAMPLES_MAX_TEXT));
	cr_assert(eq(int, watch.fd[WATCH_STDOUT], -1));
}
