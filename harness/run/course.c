#include "run/course.h"

#include <math.h>

/* A set-up has at least so many slice pairs. */
#define MIN_SLICES_PER_SETUP 5
/* Set-ups beyond the first take at most this part of the slices' time. */
#define SETUP_SHARE (1.0 / 3)

/*
 * As long as a quarter of a slice: what the other side left in the caches is
 * gone then.
 */
static uint64_t warm_ops(const struct course *course)
{
	return course->token->ops / 4 + 1;
}

/* The side's next turn after the one that it has had. */
static void find_turn(struct course *course)
{
	do {
		course->turn = turns_at(&course->turns, ++course->number);
	} while (course->turn.role != course->pair->role);
}

/* Ends the side's turn and waits for its next one. */
static void hand_over(struct course *course)
{
	uint32_t role = course->pair->role, before = course->number;
	bool own;

	find_turn(course);
	own = course->number == before + 1;
	token_pass(course->token, role, own ? role : 1 - role);
	course->lost = !token_wait(course->token, course->number);
}

/* How many slice pairs and set-ups there is time for. */
static void share_time(struct course *course, double slice_ns, double setup_ns)
{
	struct token *token = course->token;
	const struct wire_pair *pair = course->pair;
	double ops = (double)token->ops;
	/* Of both sides, with warm-up. */
	double pair_ns = 2 * slice_ns * (ops + (double)warm_ops(course)) / ops;
	double slices = fmin((double)course->sampler->config.slices,
			     fmax(1, floor(pair->time_ns / pair_ns)));
	double setups =
	    fmin((double)pair->setups, slices / MIN_SLICES_PER_SETUP);

	if (setup_ns > 0)
		setups = fmin(setups, 1 + SETUP_SHARE * slices * pair_ns /
					      (2 * setup_ns));
	token->slices = (uint64_t)slices;
	token->setups = (uint64_t)fmax(1, setups);
}

static bool plan_turns(struct course *course)
{
	const struct token *token = course->token;

	return turns_init(&course->turns, token->slices, token->setups,
			  course->pair->seed, course->err) == 0;
}

static bool calibrates(const struct course *course)
{
	return course->turn.setup == 0 && course->pair->role == 0;
}

/* What the sampler's calibration asks for; 0: it has ended. */
static uint64_t calibrate(struct course *course)
{
	return course->sampler->phase == SAMPLER_WARM ||
		       course->sampler->phase == SAMPLER_CALIBRATE
		   ? sampler_next(course->sampler)
		   : 0;
}

static void record_calibration(struct course *course, const struct slice *slice)
{
	struct sampler *sampler = course->sampler;
	enum sampler_phase before = sampler->phase;
	double setup_ns =
	    (double)(clock_now(course->clock) - course->begun_ns) -
	    sampler->spent_ns - (double)slice->wall_ns;

	sampler_record(sampler, slice);
	course->token->settle_ops += course->asked_ops;
	if (before != SAMPLER_CALIBRATE || sampler->phase != SAMPLER_MEASURE)
		return;
	course->token->ops = sampler->calibrator.ops;
	share_time(course, (double)slice->wall_ns, setup_ns);
}

/*
 * After its set-up a side runs what the other one runs as well, whatever its
 * role: a calibration, or as many operations, or those of a slice.
 */
static uint64_t settle(struct course *course)
{
	if (calibrates(course))
		return calibrate(course);
	if (course->settled)
		return 0;
	course->settled = true;
	return course->turn.setup == 0 ? course->token->settle_ops
				       : course->token->ops;
}

/* The end of the set-up's turn; the turns are known now. */
static void leave_setup(struct course *course)
{
	if (course->sampler->failure ||
	    (course->turn.setup == 0 && !plan_turns(course))) {
		course->lost = true;
		return;
	}
	hand_over(course);
}

static uint64_t next(void *ctx)
{
	struct course *course = ctx;

	if (course->phase == COURSE_SETTLE && !course->lost) {
		course->asked_ops = settle(course);
		if (course->asked_ops)
			return course->asked_ops;
		leave_setup(course);
		course->phase = COURSE_WARM;
	}
	if (course->lost || course->turn.kind != TURN_SLICE)
		course->phase = COURSE_PAUSE;
	if (course->phase == COURSE_PAUSE)
		return 0;
	return course->phase == COURSE_WARM ? warm_ops(course)
					    : course->token->ops;
}

static void keep(struct course *course, const struct slice *slice)
{
	struct slice kept = *slice;

	kept.second = course->turn.second;
	kept.setup = course->turn.setup;
	sampler_store(course->sampler, &kept);
}

static void record(void *ctx, const struct slice *slice)
{
	struct course *course = ctx;

	switch (course->phase) {
	case COURSE_SETTLE:
		if (calibrates(course))
			record_calibration(course, slice);
		break;
	case COURSE_WARM:
		course->phase = COURSE_MEASURE;
		break;
	case COURSE_MEASURE:
		keep(course, slice);
		hand_over(course);
		course->phase = COURSE_WARM;
		break;
	case COURSE_PAUSE:
		break;
	}
}

struct scheduler course_scheduler(struct course *course)
{
	return (struct scheduler){next, record, course};
}

void course_begin(struct course *course, const struct wire_pair *pair,
		  struct token *token, struct sampler *sampler,
		  const struct clock *clock, struct err *err)
{
	*course = (struct course){
	    .pair = pair,
	    .token = token,
	    .sampler = sampler,
	    .clock = clock,
	    .number = pair->role,
	    .turn = {.kind = TURN_SETUP, .role = pair->role},
	    .err = err,
	};
	course->lost = !token_wait(token, pair->role);
}

void course_set_up(struct course *course)
{
	course->begun_ns = clock_now(course->clock);
}

bool course_goes_on(struct course *course)
{
	course->phase = COURSE_SETTLE;
	course->settled = false;
	return !course->lost && course->turn.kind == TURN_SETUP;
}

uint64_t course_setup(const struct course *course)
{
	return course->turn.setup;
}

void course_end(struct course *course, bool failed)
{
	uint32_t role = course->pair->role;

	if (failed || course->lost)
		token_leave(course->token, role);
	else
		token_pass(course->token, role,
			   course->turn.second ? TOKEN_NOBODY : 1 - role);
	turns_release(&course->turns);
}
