#include "run/count_queue.h"

#include <string.h>

#include "run/counted.h"

struct queue {
	struct counts *counts;
	uint32_t next;   /* the first case that has not begun */
	uint32_t *again; /* cases that want a second process */
	size_t again_count, again_begun;
	struct place place[COUNT_WORKERS];
	bool second[COUNT_WORKERS]; /* process of its case */
};

static void queue_release(struct queue *queue)
{
	for (size_t i = 0; i < COUNT_WORKERS; i++)
		place_release(&queue->place[i]);
}

uint64_t count_queue_jobs(const struct counts *counts)
{
	uint64_t jobs = 0;

	for (uint32_t i = 0; i < counts->plan->case_count; i++)
		jobs += counts_want(counts, i);
	return counts->present ? 2 * jobs : jobs;
}

static bool has_more(void *ctx)
{
	struct queue *queue = ctx;
	size_t count = queue->counts->plan->case_count;

	if (counts_late(queue->counts))
		return false;
	while (queue->next < count && !counts_want(queue->counts, queue->next))
		queue->next++;
	return queue->next < count || queue->again_begun < queue->again_count;
}

static struct count_samples *first_of(const struct queue *queue,
				      const struct place *place)
{
	const struct result_case *of =
	    &queue->counts->session.result->result_case[place->case_index];

	return &of->counted[of->counted_count - 1];
}

/* The next process goes to worker I. */
static int take(struct queue *queue, size_t i, struct count_task *ret,
		struct err *err)
{
	struct counts *counts = queue->counts;
	struct place *place = &queue->place[i];
	bool second = queue->next == counts->plan->case_count;
	int rc = 0;

	place_release(place);
	*place = (struct place){
	    .case_index =
		second ? queue->again[queue->again_begun++] : queue->next++,
	};
	place->of = &counts->plan->plan_case[place->case_index];
	queue->second[i] = second;
	if (second)
		place->ops = first_of(queue, place)->ops;
	else
		rc = counts_make_room(counts, place->case_index, err);
	if (rc < 0)
		return rc;
	session_tell(&counts->session,
		     (struct run_event){.kind = RUN_JOB_STARTED,
					.plan_case = place->of});
	return place_prepare(counts, place, i, ret, err);
}

/* Simulated; allocations are cheap to count. */
static bool is_short(const struct count_samples *counted)
{
	for (size_t i = 0; i < counted->counter_count; i++)
		if (strcmp(counted->counter[i].name, "sim.instructions") == 0)
			return counted->counter[i].total <
			       COUNT_SHORT_INSTRUCTIONS;
	return true;
}

static const char not_repeated[] =
    "the time budget ended before a second process repeated it";

static void end_first(struct queue *queue, const struct place *place)
{
	if (place->counted.status == CASE_OK && !place->late &&
	    is_short(&place->counted))
		queue->again[queue->again_count++] = place->case_index;
	else
		queue->counts->session.jobs_total--;
}

/* Worker I has told: what it counted goes into its case. */
static int finish(struct queue *queue, size_t i, struct err *err)
{
	struct session *session = &queue->counts->session;
	struct place *place = &queue->place[i];
	int rc = place_evaluate(queue->counts, place, i, err);

	if (rc == 0 && queue->second[i] && !place->late)
		rc = counted_compare(first_of(queue, place), &place->counted,
				     place->of->threads, session->keep.arena,
				     err);
	if (rc < 0)
		return rc;
	if (!queue->second[i])
		end_first(queue, place);
	if (queue->second[i] && place->late)
		counted_doubt(first_of(queue, place), not_repeated);
	else
		counts_keep(queue->counts, place);
	session->jobs_done++;
	session_tell(session, (struct run_event){.kind = RUN_JOB_ENDED,
						 .plan_case = place->of,
						 .samples = &place->samples});
	return 0;
}

static int replace(void *ctx, size_t i, const struct process_samples *ended,
		   struct count_task *ret, struct err *err)
{
	struct queue *queue = ctx;

	queue->place[i].samples = *ended;
	int rc = finish(queue, i, err);

	return rc < 0 ? rc : take(queue, i, ret, err);
}

/* Was it perhaps the neighbour, of another case? */
static bool must_be_alone(const struct process_samples *samples)
{
	return samples->status == CASE_NOT_RUN || samples->status == CASE_LIMIT;
}

/* Until no worker can be replaced: there are no more, or one ended badly. */
static int run_some(struct queue *queue, struct err *err)
{
	struct counts *counts = queue->counts;
	struct process_samples samples[COUNT_WORKERS];
	struct count_spec spec = place_spec(counts);
	int rc = 0;

	spec.more = has_more;
	spec.next = replace;
	spec.ctx = queue;
	while (spec.count < COUNT_WORKERS && has_more(queue) && rc == 0) {
		rc = take(queue, spec.count, &spec.task[spec.count], err);
		spec.count++;
	}
	if (rc == 0 && spec.count > 0)
		rc = count_attempt(&spec, &counts->session.keep, samples, err);
	for (size_t i = 0; i < spec.count && rc == 0; i++) {
		struct place *place = &queue->place[i];

		place->samples = samples[i];
		if (spec.count > 1 && must_be_alone(&samples[i]))
			rc = place_run_alone(counts, place, i, err);
		if (rc == 0)
			rc = finish(queue, i, err);
	}
	return rc;
}

/* Of the cases from FIRST on. */
static int tell_absent(struct counts *counts, uint32_t first, struct err *err)
{
	int rc = 0;

	for (uint32_t i = first; i < counts->plan->case_count && rc == 0; i++) {
		struct place place = {.case_index = i};

		if (!counts_want(counts, i))
			continue;
		rc = counts_make_room(counts, i, err);
		if (rc == 0)
			rc = place_tell_absent(counts, &place, err);
		counts->session.jobs_done++;
	}
	return rc;
}

/* What the deadline kept from beginning. */
static int end_late(struct queue *queue, struct err *err)
{
	struct counts *counts = queue->counts;

	for (size_t k = queue->again_begun; k < queue->again_count; k++) {
		const struct place place = {.case_index = queue->again[k]};

		counted_doubt(first_of(queue, &place), not_repeated);
		counts->session.result->budget_ended = true;
	}
	return tell_absent(counts, queue->next, err);
}

int count_queue_run(struct counts *counts, struct err *err)
{
	CLEANUP(queue_release) struct queue queue = {.counts = counts};
	int rc = 0;

	if (!counts->present)
		return tell_absent(counts, 0, err);
	queue.again =
	    arena_array(&counts->session.arena, counts->plan->case_count,
			sizeof(*queue.again), err);
	if (!queue.again)
		return -ERR_NOMEM;
	while (rc == 0 && has_more(&queue))
		rc = run_some(&queue, err);
	return rc < 0 ? rc : end_late(&queue, err);
}
