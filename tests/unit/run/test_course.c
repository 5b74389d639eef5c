/*
 * Both sides of a process pair, as threads that share a token: what one sees
 * of the other is in the order of their turns.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <unistd.h>

#include "run/course.h"

#define SLICES 20
#define SETUPS 4
#define OPS_NS 100 /* of one operation, by the sides' own clocks */

static struct token *token;

/* A side with a clock that goes by what it runs. */
struct side {
	struct wire_pair pair;
	struct course course;
	struct sampler sampler;
	struct err err;
	uint64_t fail_setup; /* gives up in this set-up; none if UINT64_MAX */
	uint64_t ran[3];     /* operations: settling, warming up, measured */
	uint64_t setups, setup_ns;
	bool ended_early;
};

/* Alone at a time, whatever the side. */
static _Atomic int running;

static void run(struct side *side, const struct scheduler *scheduler,
		uint64_t ops)
{
	struct slice slice = {.ops = ops, .wall_ns = ops * OPS_NS};
	enum course_phase phase = side->course.phase;

	cr_assert(eq(int, ++running, 1));
	slice.ns = slice.wall_ns;
	side->ran[phase == COURSE_SETTLE ? 0
		  : phase == COURSE_WARM ? 1
					 : 2] += ops;
	running--;
	scheduler->record(scheduler->ctx, &slice);
}

static void run_setup(struct side *side)
{
	const struct scheduler scheduler = course_scheduler(&side->course);
	uint64_t ops;

	cr_assert(eq(int, ++running, 1));
	side->setups++;
	running--;
	while ((ops = scheduler.next(scheduler.ctx)))
		run(side, &scheduler, ops);
}

static void *go(void *arg)
{
	struct side *side = arg;
	struct course *course = &side->course;
	bool failed = false;

	course_begin(course, &side->pair, token, &side->sampler, &clock_system,
		     &side->err);
	do {
		if (course_setup(course) == side->fail_setup) {
			failed = true;
			break;
		}
		course_set_up(course);
		run_setup(side);
	} while (course_goes_on(course));
	side->ended_early = course->lost;
	course_end(course, failed);
	return NULL;
}

static void side_init(struct side *side, uint32_t role, double time_ns)
{
	const struct sampler_config config = {
	    .slices = SLICES,
	    .paired = true,
	    .slice_ns = 200e3,
	    .resolution_ns = 1,
	    .clock = &clock_system,
	};

	*side = (struct side){
	    .pair = {.role = role,
		     .seed = 42,
		     .setups = SETUPS,
		     .time_ns = time_ns},
	    .fail_setup = UINT64_MAX,
	};
	cr_assert(eq(int, sampler_init(&side->sampler, &config, 0, NULL), 0));
}

static void run_both(struct side *zero, struct side *one)
{
	pthread_t id;

	cr_assert(eq(int, pthread_create(&id, NULL, go, zero), 0));
	go(one);
	pthread_join(id, NULL);
}

static void begin(struct side side[2], double time_ns)
{
	int fd;

	cr_assert(eq(int, token_create(&token, &fd, NULL), 0));
	close(fd);
	side_init(&side[0], 0, time_ns);
	side_init(&side[1], 1, time_ns);
}

static void end(struct side side[2])
{
	token_detach(&token);
	sampler_release(&side[0].sampler);
	sampler_release(&side[1].sampler);
}

Test(course, both_sides_do_the_same_work_in_turns)
{
	struct side side[2];

	begin(side, 1e9);
	run_both(&side[0], &side[1]);
	for (int i = 0; i < 2; i++) {
		cr_assert(not(side[i].ended_early));
		cr_assert(eq(u64, side[i].setups, SETUPS));
		cr_assert(eq(u64, side[i].sampler.count, SLICES));
		cr_assert(
		    eq(u64, side[i].ran[1], SLICES * (token->ops / 4 + 1)));
		cr_assert(eq(u64, side[i].ran[2], SLICES * token->ops));
		cr_assert(eq(u64,
			     side[i].sampler.column[SAMPLER_SETUP][SLICES - 1],
			     SETUPS - 1));
	}
	/* What role 0 ran to calibrate, role 1 ran as well. */
	cr_assert(eq(u64, side[0].ran[0], side[1].ran[0]));
	cr_assert(eq(u64, token->ops, 2000));
	for (int k = 0; k < SLICES; k++)
		cr_assert(eq(u64, side[0].sampler.column[SAMPLER_SECOND][k],
			     !side[1].sampler.column[SAMPLER_SECOND][k]));
	end(side);
}

Test(course, little_time_gives_few_slices_but_one)
{
	struct side side[2];

	begin(side, 2 * 1.25 * 200e3 * 5.5);
	run_both(&side[0], &side[1]);
	cr_assert(eq(u64, side[0].sampler.count, 5));
	cr_assert(eq(u64, side[1].sampler.count, 5));
	cr_assert(eq(u64, side[0].setups, 1));
	end(side);
	begin(side, 1);
	run_both(&side[0], &side[1]);
	cr_assert(eq(u64, side[0].sampler.count, 1));
	cr_assert(eq(u64, side[1].sampler.count, 1));
	end(side);
}

/* In its first set-up, and in a later one. */
Test(course, a_side_that_fails_lets_the_other_go)
{
	for (int role = 0; role < 2; role++) {
		for (uint64_t setup = 0; setup < 2; setup++) {
			struct side side[2];

			begin(side, 1e9);
			side[role].fail_setup = setup;
			run_both(&side[0], &side[1]);
			cr_assert(side[!role].ended_early);
			cr_assert(not(side[role].ended_early));
			end(side);
		}
	}
}
