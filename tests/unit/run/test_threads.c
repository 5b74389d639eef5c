/*
 * The team without processes: benchmarks as functions of this file.
 */
#include <sched.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <tare/sdk.h>

#include "run/sampler.h"
#include "run/threads.h"

#define SLICES 8

static struct wire_job job;
static struct host host;
static struct sampler sampler;
static struct team team;
static struct team_counters counters;
static const char *spec; /* of the counters, or NULL */
static struct process_samples samples;
static struct arena arena;
static char stages[64];

/*
 * Instead of the C library's: counts the calls of the thread probe, and those
 * that lie between the two readings of the counters. A fake counter grows
 * with each reading.
 */
static unsigned probes, probes_inside;

int sched_getcpu(void)
{
	unsigned cpu = 0;

	probes++;
	probes_inside +=
	    team.member && team.member->counters.after[0].value <
			       team.member->counters.before[0].value;
	return getcpu(&cpu, NULL) ? -1 : (int)cpu;
}

/* The same: if told so, refuses to answer in all threads but the first. */
static bool refuses_others;

int getrusage(__rusage_who_t who, struct rusage *usage)
{
	if (refuses_others && syscall(SYS_gettid) != getpid()) {
		errno = EPERM;
		return -1;
	}
	return (int)syscall(SYS_getrusage, who, usage);
}

static void on_stage(void *ctx, const char *name)
{
	(void)ctx;
	strcat(stages, name);
	strcat(stages, " ");
}

/* Runs BENCH in THREADS threads with slices of 20 us. */
static void run_bench(const struct tare_bench *bench, uint32_t threads)
{
	const struct sampler_config sampling = {
	    .slices = SLICES,
	    .slice_ns = 20000,
	    .resolution_ns = 1,
	    .clock = &clock_system,
	};
	const struct team_config config = {
	    .bench = bench,
	    .clock = &clock_system,
	    .counters = spec ? &counters : NULL,
	    .stage = on_stage,
	};
	struct err err = {0};

	job = (struct wire_job){.threads = threads,
				.seed = 42,
				.slices = SLICES,
				.stack_offset_bytes = 256};
	const struct scheduler scheduler = sampler_scheduler(&sampler);
	cr_assert(eq(int, host_init(&host, &job, &err), 0));
	if (spec)
		cr_assert(eq(
		    int, team_counters_init(&counters, spec, 0, threads, &err),
		    0));
	cr_assert(eq(
	    int, sampler_init(&sampler, &sampling, counters.count, &err), 0));
	cr_assert(
	    eq(int, team_init(&team, &host, &scheduler, &config, &err), 0));
	cr_assert(eq(int, team_run(&team, &err), 0));
}

static void release(void)
{
	team_release(&team);
	sampler_release(&sampler);
	host_release(&host);
	team_counters_release(&counters);
	arena_release(&arena);
}

TestSuite(threads, .fini = release);

static void run_body(int32_t (*body)(struct tare_state *), uint32_t threads)
{
	const struct tare_bench bench = {.struct_size = sizeof(bench),
					 .body = body};

	run_bench(&bench, threads);
}

static void expect_status(int32_t status, const char *reason)
{
	cr_assert(eq(i32, host.status, status), "%s", host.reason);
	cr_assert(strstr(host.reason, reason) != NULL, "%s", host.reason);
}

static _Atomic uint64_t operations;
static uint64_t seed[4];

static int32_t counting(struct tare_state *b)
{
	uint64_t mine = 0;

	seed[b->thread_index] = b->seed;
	TARE_LOOP(b) {
		mine++;
		tare_hide(mine);
	}
	operations += mine;
	return TARE_STATUS_OK;
}

Test(threads, one_thread_measures_every_slice)
{
	run_body(counting, 1);
	expect_status(TARE_STATUS_OK, "");
	cr_assert(eq(u64, sampler.count, SLICES));
	uint64_t ops = sampler.column[SAMPLER_OPS][0];
	cr_assert(gt(u64, ops, 0));
	cr_assert(ge(u64, operations, ops * SLICES));
}

Test(threads, stages_are_told_once_each)
{
	char expected[] = "measure check ", *got = stages;

	run_body(counting, 2);
	cr_assert(eq(str, got, expected));
}

Test(threads, two_threads_count_their_operations_together)
{
	run_body(counting, 2);
	expect_status(TARE_STATUS_OK, "");
	cr_assert(eq(u64, sampler.count, SLICES));
	cr_assert(eq(u64, sampler.column[SAMPLER_OPS][0],
		     2 * sampler.calibrator.ops));
	cr_assert(ne(u64, seed[0], seed[1]));
}

static _Atomic uint32_t arrived;

/* Nobody may be inside the loop before everybody was at its door. */
static int32_t in_step(struct tare_state *b)
{
	bool alone = false;

	arrived++;
	TARE_LOOP(b)
		alone |= arrived != b->thread_count;
	tare_expect(b, !alone);
	return TARE_STATUS_OK;
}

Test(threads, all_are_held_until_the_last_arrives)
{
	run_body(in_step, 4);
	expect_status(TARE_STATUS_OK, "");
	cr_assert(eq(u64, sampler.count, SLICES));
}

static uint64_t done[2];

/* The second thread's operations are a hundred times as long. */
static int32_t uneven(struct tare_state *b)
{
	volatile uint64_t sink = 0;

	TARE_LOOP(b) {
		for (int i = 0; i < (b->thread_index ? 1000 : 10); i++)
			sink = sink + 1;
		done[b->thread_index]++;
	}
	return TARE_STATUS_OK;
}

Test(threads, who_finishes_early_keeps_busy)
{
	run_body(uneven, 2);
	expect_status(TARE_STATUS_OK, "");
	cr_assert(eq(u64, sampler.count, SLICES));
	cr_assert(gt(u64, done[0], done[1]));
}

static int32_t breaks(struct tare_state *b)
{
	TARE_LOOP(b)
		break;
	return TARE_STATUS_OK;
}

static int32_t returns(struct tare_state *b)
{
	TARE_LOOP(b)
		return TARE_STATUS_OK;
	return TARE_STATUS_OK;
}

static int32_t gives_up(struct tare_state *b)
{
	uint64_t ops = b->next(b, 0);

	b->next(b, ops);
	return TARE_STATUS_OK;
}

#define LEFT_EARLY                                                             \
	"the body left TARE_LOOP early (break or return): the loop must run "  \
	"to its end"

Test(threads, a_break_is_named)
{
	run_body(breaks, 1);
	expect_status(TARE_STATUS_FAIL, LEFT_EARLY);
}

Test(threads, an_early_return_is_named)
{
	run_body(returns, 1);
	expect_status(TARE_STATUS_FAIL, LEFT_EARLY);
}

Test(threads, what_is_left_of_a_slice_is_noticed)
{
	run_body(gives_up, 1);
	expect_status(TARE_STATUS_FAIL, LEFT_EARLY);
}

static int32_t second_breaks(struct tare_state *b)
{
	TARE_LOOP(b)
		if (b->thread_index == 1)
			break;
	return TARE_STATUS_OK;
}

Test(threads, nobody_waits_for_a_thread_that_left)
{
	run_body(second_breaks, 2);
	expect_status(TARE_STATUS_FAIL, LEFT_EARLY);
}

static int32_t second_skips(struct tare_state *b)
{
	if (b->thread_index == 1)
		return tare_say(b, TARE_STATUS_SKIP, "not this one");
	TARE_LOOP(b) {
	}
	return TARE_STATUS_OK;
}

Test(threads, a_thread_that_skips_skips_the_case)
{
	run_body(second_skips, 2);
	expect_status(TARE_STATUS_SKIP, "not this one");
}

static int32_t no_loop(struct tare_state *b)
{
	(void)b;
	return TARE_STATUS_OK;
}

Test(threads, a_body_without_loop_is_named)
{
	run_body(no_loop, 1);
	expect_status(TARE_STATUS_FAIL, "no TARE_LOOP was reached");
}

static int32_t two_loops(struct tare_state *b)
{
	uint64_t inside = 0;

	TARE_LOOP(b) {
	}
	TARE_LOOP(b)
		inside++;
	tare_metric(b, "inside", (double)inside, "", 1);
	return TARE_STATUS_OK;
}

Test(threads, a_second_loop_is_named_and_does_not_run)
{
	run_body(two_loops, 1);
	expect_status(TARE_STATUS_FAIL, "a second TARE_LOOP was started");
	cr_assert(epsilon_eq(dbl, host.metric.item[0].value, 0, 1e-9));
}

static int32_t fails_inside(struct tare_state *b)
{
	TARE_LOOP(b)
		tare_say(b, TARE_STATUS_FAIL, "wrong answer");
	return TARE_STATUS_OK;
}

Test(threads, a_failure_inside_ends_the_loop_and_is_kept)
{
	run_body(fails_inside, 1);
	expect_status(TARE_STATUS_FAIL, "wrong answer");
	cr_assert(lt(u64, sampler.count, SLICES));
}

static int32_t bare_failure(struct tare_state *b)
{
	TARE_LOOP(b) {
	}
	return 17;
}

Test(threads, an_unknown_status_is_a_failure)
{
	run_body(bare_failure, 1);
	expect_status(TARE_STATUS_FAIL, "the body returned status 17");
}

static int32_t manual(struct tare_state *b)
{
	const struct tare_manual_time *timer = tare_manual_time(b);

	TARE_LOOP(b)
		timer->add(b, 1000);
	return TARE_STATUS_OK;
}

Test(threads, manual_time_is_the_slices_time)
{
	run_body(manual, 1);
	uint64_t ops = sampler.column[SAMPLER_OPS][0];
	cr_assert(eq(u64, sampler.column[SAMPLER_NS][0], ops * 1000));
}

Test(threads, counters_are_read_without_the_thread_probe_in_between)
{
	spec = "fake:cycles=1000";
	run_body(counting, 1);
	cr_assert(ge(uint, probes, 2 * SLICES));
	cr_assert(eq(uint, probes_inside, 0));
}

/* Takes slices as clean, whatever the machine did to them. */
static void collect(void)
{
	struct err err = {0};

	memset(sampler.column[SAMPLER_DISTURBED], 0, SLICES * sizeof(uint64_t));
	if (sampler_collect(&sampler, &counters, &arena, &samples, &err))
		cr_fatal("%s", err.text);
}

static uint64_t count_of(const char *name, uint64_t slice)
{
	const struct column *column = samples_column(&samples, name);

	if (!column)
		cr_fatal("no column %s", name);
	return column_at(column, slice);
}

Test(threads, counts_are_the_sums_over_the_threads)
{
	spec = "fake:cycles=1000,hits=3";
	run_body(counting, 4);
	expect_status(TARE_STATUS_OK, "");
	collect();
	double ops = (double)count_of("ops", 0);
	for (uint64_t i = 0; i < SLICES; i++) {
		cr_assert(eq(u64, count_of("cycles", i), 4000));
		cr_assert(eq(u64, count_of("hits", i), 12));
	}
	cr_assert(samples.counter[0].available);
	cr_assert(samples.counter[0].exact);
	cr_assert(eq(dbl, samples.counter[0].total, 4000 * SLICES));
	cr_assert(epsilon_eq(dbl, samples.counter[0].per_op, 4000 / ops, 1e-9));
	cr_assert(epsilon_eq(dbl, samples.counter[1].per_op, 12 / ops, 1e-9));
}

Test(threads, coverage_is_that_of_all_threads)
{
	spec = "fake:cycles=1000,multiplex=50%";
	run_body(counting, 2);
	collect();
	cr_assert(eq(u64, count_of("cycles", 0), 2000));
	cr_assert(epsilon_eq(dbl, samples.counter[0].coverage, 0.5, 0.01));
	cr_assert(not(samples.counter[0].exact));
}

Test(threads, a_counter_that_one_thread_lacks_is_absent)
{
	spec = "minor-faults,task-clock";
	refuses_others = true;
	run_body(counting, 3);
	refuses_others = false;
	collect();
	cr_assert(not(samples.counter[0].available));
	cr_assert(eq(str, samples.counter[0].errno_name, (char *)"EPERM"));
	cr_assert(samples.counter[0].reason && samples.counter[0].mend);
	cr_assert(samples_column(&samples, "minor-faults") == NULL);
	cr_assert(samples.counter[1].available);
}

#define FAULT_PAGE 4096

/* A page fault an operation; the second thread's take much longer. */
static int32_t faulting(struct tare_state *b)
{
	volatile uint64_t sink = 0;
	char *page = mmap(NULL, FAULT_PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	TARE_LOOP(b) {
		*(volatile char *)page = 1;
		madvise(page, FAULT_PAGE, MADV_DONTNEED);
		for (int i = 0; b->thread_index && i < 100000; i++)
			sink = sink + 1;
		done[b->thread_index]++;
	}
	munmap(page, FAULT_PAGE);
	return TARE_STATUS_OK;
}

Test(threads, what_a_waiting_thread_does_is_not_counted)
{
	uint64_t faults = 0, ops = 0;

	spec = "minor-faults";
	run_body(faulting, 2);
	expect_status(TARE_STATUS_OK, "");
	collect();
	for (uint64_t i = 0; i < SLICES; i++) {
		faults += count_of("minor-faults", i);
		ops += count_of("ops", i);
	}
	/* A few may be the machine's; the busy ones are many times as many. */
	cr_assert(gt(u64, done[0], 4 * done[1]));
	cr_assert(ge(u64, faults, ops));
	cr_assert(lt(u64, faults, ops + ops / 2 + 8));
}

Test(threads, set_ups_one_after_the_other_count_alike)
{
	spec = "fake:cycles=1000";
	run_body(counting, 2);
	collect();
	cr_assert(eq(u64, count_of("cycles", 0), 2000));
	team_release(&team);
	sampler_release(&sampler);
	host_release(&host);
	run_body(counting, 2);
	samples = (struct process_samples){0};
	collect();
	cr_assert(eq(u64, count_of("cycles", SLICES - 1), 2000));
}

/* The second thread is the slow one; both say 100 ns an operation. */
static int32_t uneven_manual(struct tare_state *b)
{
	const struct tare_manual_time *timer = tare_manual_time(b);
	volatile uint64_t sink = 0;

	TARE_LOOP(b) {
		for (int i = 0; i < (b->thread_index ? 1000 : 10); i++)
			sink = sink + 1;
		timer->add(b, 100);
	}
	return TARE_STATUS_OK;
}

Test(threads, manual_time_of_busy_operations_does_not_count)
{
	run_body(uneven_manual, 2);
	expect_status(TARE_STATUS_OK, "");
	for (size_t i = 0; i < SLICES; i++)
		cr_assert(eq(u64, sampler.column[SAMPLER_NS][i],
			     sampler.column[SAMPLER_OPS][i] / 2 * 100));
}

static char order[16];

static int32_t batch_setup(struct tare_state *b, void **ret_self)
{
	(void)b;
	strcat(order, "s");
	*ret_self = order;
	return TARE_STATUS_OK;
}

static int32_t batch_run(void *self, uint64_t ops)
{
	operations += ops;
	return self == order ? TARE_STATUS_OK : TARE_STATUS_FAIL;
}

static int32_t batch_check(void *self)
{
	strcat(self, "c");
	return TARE_STATUS_OK;
}

static void batch_teardown(void *self)
{
	strcat(self, "t");
}

static struct tare_bench batch = {
    .struct_size = sizeof(batch),
    .batch = batch_run,
    .setup = batch_setup,
    .check = batch_check,
    .teardown = batch_teardown,
};

Test(threads, the_counted_form_sets_up_runs_checks_and_tears_down)
{
	char expected[] = "sct", *got = order;

	run_bench(&batch, 1);
	expect_status(TARE_STATUS_OK, "");
	cr_assert(eq(str, got, expected));
	cr_assert(eq(u64, sampler.count, SLICES));
}

static int32_t batch_fails(void *self, uint64_t ops)
{
	(void)self;
	(void)ops;
	return TARE_STATUS_FAIL;
}

Test(threads, a_batch_that_fails_is_torn_down_without_a_check)
{
	char expected[] = "st", *got = order;

	batch.batch = batch_fails;
	run_bench(&batch, 1);
	expect_status(TARE_STATUS_FAIL, "batch returned status 2");
	cr_assert(eq(str, got, expected));
}

static int32_t setup_skips(struct tare_state *b, void **ret_self)
{
	(void)ret_self;
	return tare_say(b, TARE_STATUS_SKIP, "no network");
}

Test(threads, a_set_up_that_skips_runs_nothing)
{
	batch.setup = setup_skips;
	run_bench(&batch, 1);
	expect_status(TARE_STATUS_SKIP, "no network");
	cr_assert(eq(u64, operations, 0));
}
