/*
 * One side's course through a process pair, as a scheduler of slices: waits
 * for its turns, warms up after each handover, records, hands over.
 *
 *	course_begin(c);              the side's first turn
 *	do {
 *		course_set_up(c);
 *		set up; slices by course_scheduler(c); check; tear down;
 *	} while (course_goes_on(c));  a turn for the next set-up has come
 *	course_end(c);
 */
#ifndef RUN_COURSE_H
#define RUN_COURSE_H

#include "model/wire.h"
#include "run/sampler.h"
#include "run/scheduler.h"
#include "run/token.h"
#include "run/turns.h"

enum course_phase {
	COURSE_SETTLE, /* after a set-up: calibration, or as much work */
	COURSE_WARM,   /* untimed, after a handover */
	COURSE_MEASURE,
	COURSE_PAUSE, /* the next turn is no slice */
};

struct course {
	const struct wire_pair *pair;
	struct token *token;
	struct sampler *sampler; /* calibrates (role 0), and keeps slices */
	struct turns turns;      /* known once role 0 has calibrated */
	const struct clock *clock;
	enum course_phase phase;
	uint32_t number;    /* of the turn that the side has or waits for */
	struct turn turn;   /* the same */
	uint64_t asked_ops; /* of the slice at hand, for each thread */
	bool settled;       /* this set-up has run its operations */
	uint64_t begun_ns;  /* when the set-up began */
	bool lost;          /* the other side left, or the turns */
	struct err *err;    /* of turns_init() */
};

/* The side waits for its first turn. All but PAIR are borrowed for good. */
void course_begin(struct course *course, const struct wire_pair *pair,
		  struct token *token, struct sampler *sampler,
		  const struct clock *clock, struct err *err);
struct scheduler course_scheduler(struct course *course);
/* A set-up begins: what it takes decides how many there will be. */
void course_set_up(struct course *course);
/*
 * After a set-up's end: true if another one is to come, whose turn it is.
 * False without an own last turn if a side has left.
 */
bool course_goes_on(struct course *course);
/* The set-up that has its turn, from 0. */
uint64_t course_setup(const struct course *course);
/* Hands over for good; FAILED: the other side has no reason to go on. */
void course_end(struct course *course, bool failed);

#endif
