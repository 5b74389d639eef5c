/* Names of metrics, and what they make a run count. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "chaos.h"
#include "cli/metrics.h"
#include "cli/options.h"

#define ALLOCATIONS count_pass_bit(COUNT_ALLOCATIONS)
#define SIMULATED   count_pass_bit(COUNT_SIMULATED)

static void expect_refused(const char *name, const char *part)
{
	struct err err = {0};

	cr_assert(eq(int, metric_check(name, &err), -ERR_USAGE), "%s", name);
	cr_expect(strstr(err.text, part) != NULL, "'%s': %s", part, err.text);
}

Test(metric_names, known_ones)
{
	static const char *const names[] = {
	    "time",
	    "allocs",
	    "alloc-bytes",
	    "cycles",
	    "page-faults",
	    "sim.instructions",
	    "LLC-loads",
	    "sim.ll_misses",
	    "sim.estimated_cycles",
	    /* Of authors. */
	    "frames_lost",
	    "hits",
	    "read",
	    "ops",
	    "p.95-rows",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct err err = {0};
		cr_expect(eq(int, metric_check(names[i], &err), 0), "%s: %s",
			  names[i], err.text);
	}
}

Test(metric_names, mistyped_ones_get_the_nearest)
{
	expect_refused("sim.instrutions", "did you mean 'sim.instructions'?");
	expect_refused("alloc", "did you mean 'allocs'?");
	expect_refused("sim.instr", "did you mean 'sim.instructions'?");
	expect_refused("cycels", "did you mean 'cycles'?");
	expect_refused("tims", "did you mean 'time'?");
}

Test(metric_names, what_is_no_metric)
{
	expect_refused("os", "names several counters");
	expect_refused("simulated", "names several counters");
	expect_refused("sim.nothing_like_it", "expected time");
	expect_refused("", "expected time");
	expect_refused("a b", "expected time");
	expect_refused("cycles,instructions", "expected time");
	expect_refused("fake:cycles=1", "expected time");
	expect_refused("x\033[31m", "'x?[31m'");
}

Test(metric_names, exact_ones)
{
	cr_expect(metric_is_exact("sim.branches"));
	cr_expect(metric_is_exact("allocs"));
	cr_expect(not(metric_is_exact("time")));
	cr_expect(not(metric_is_exact("instructions")));
	cr_expect(not(metric_is_exact("simulated")));
}

/* A plan of one case with a limit on METRIC. */
struct limited {
	struct suite_limit limit;
	const struct suite_limit *list[1];
	struct plan_case plan_case;
	struct plan plan;
};

static const struct plan *limited(struct limited *l, const char *metric)
{
	l->limit = (struct suite_limit){.metric = (char *)metric};
	l->list[0] = &l->limit;
	l->plan_case =
	    (struct plan_case){.limit = l->list, .limit_count = !!metric};
	l->plan = (struct plan){.plan_case = &l->plan_case, .case_count = 1};
	return &l->plan;
}

static struct suite_gate gate_by(struct suite_metric *metric, const char *a,
				 const char *b)
{
	struct suite_gate gate = SUITE_GATE_DEFAULT;

	metric[0] = (struct suite_metric){.name = (char *)a, .theta = -1};
	metric[1] = (struct suite_metric){.name = (char *)b, .theta = -1};
	gate.metric = metric;
	gate.metric_count = a ? b ? 2 : 1 : 0;
	return gate;
}

Test(passes, come_from_spec_limits_and_gate)
{
	struct limited l;
	struct suite_metric metric[2];
	struct suite_gate none = gate_by(metric, NULL, NULL);

	cr_expect(
	    eq(uint, metrics_passes("none", limited(&l, NULL), &none), 0));
	cr_expect(eq(uint, metrics_passes("auto", limited(&l, NULL), &none),
		     ALLOCATIONS));
	cr_expect(eq(uint,
		     metrics_passes("sim.branches", limited(&l, NULL), &none),
		     SIMULATED));
	cr_expect(
	    eq(uint, metrics_passes("none", limited(&l, "time"), &none), 0));
	cr_expect(eq(uint, metrics_passes("none", limited(&l, "allocs"), &none),
		     ALLOCATIONS));
	struct suite_gate gate = gate_by(metric, "time", "sim.instructions");
	cr_expect(eq(uint, metrics_passes("none", limited(&l, "allocs"), &gate),
		     ALLOCATIONS | SIMULATED));
}

Test(passes, exact_metrics_alone_need_no_clock)
{
	struct limited l;
	struct suite_metric metric[2];
	struct suite_gate gate = gate_by(metric, "allocs", "sim.instructions");

	cr_expect(metrics_exact_only(limited(&l, NULL), &gate));
	cr_expect(metrics_exact_only(limited(&l, "allocs"), &gate));
	cr_expect(not(metrics_exact_only(limited(&l, "p99"), &gate)));
	gate = gate_by(metric, "allocs", "time");
	cr_expect(not(metrics_exact_only(limited(&l, NULL), &gate)));
	gate = gate_by(metric, NULL, NULL);
	cr_expect(not(metrics_exact_only(limited(&l, NULL), &gate)));
}

static void expect_limited(const char *spec, const struct plan *plan,
			   const struct suite_gate *gate, const char *expected)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct err err = {0};
	char *text = NULL;

	cr_assert(
	    eq(int, metrics_counters(spec, plan, gate, &arena, &text, &err), 0),
	    "%s", err.text);
	cr_expect_str_eq(text, expected);
}

static void expect_counters(const char *spec, const struct suite_gate *gate,
			    const char *expected)
{
	struct limited l;

	expect_limited(spec, limited(&l, NULL), gate, expected);
}

Test(counters, have_what_limits_hold)
{
	struct limited l;
	struct suite_metric metric[2];
	struct suite_gate gate = gate_by(metric, "cycles", NULL);

	expect_limited("auto", limited(&l, "LLC-load-misses"), &gate,
		       "auto,cycles,LLC-load-misses");
	expect_limited("none", limited(&l, "cycles"), &gate, "cycles");
	expect_limited("LLC-load-misses", limited(&l, "LLC-load"), &gate,
		       "LLC-load-misses,cycles");
	gate = gate_by(metric, NULL, NULL);
	expect_limited("none", limited(&l, "p99"), &gate, "none");
	expect_limited("none", limited(&l, "sim.branches"), &gate, "none");
	expect_limited("none", limited(&l, "frames_lost"), &gate, "none");
	expect_limited("fake:a=5", limited(&l, "cycles"), &gate, "fake:a=5");
}

Test(counters, have_what_decides)
{
	struct suite_metric metric[2];
	struct suite_gate gate = gate_by(metric, "cycles", "sim.instructions");

	expect_counters("none", &gate, "cycles");
	expect_counters("os", &gate, "os,cycles");
	expect_counters("fake:cycles=5", &gate, "fake:cycles=5");
	gate = gate_by(metric, "time", "frames_lost");
	expect_counters("none", &gate, "none");
}

Test(counters, out_of_memory)
{
	struct suite_metric metric[2];
	struct suite_gate gate = gate_by(metric, "cycles", "page-faults");

	CHAOS_EACH(n)
	{
		struct arena arena = {0};
		struct err err = {0};
		char *text = NULL;
		struct limited l;
		int r = metrics_counters("os", limited(&l, "cycles"), &gate,
					 &arena, &text, &err);
		bool hit = chaos_stop();

		arena_release(&arena);
		cr_assert(eq(int, r, hit ? -ERR_NOMEM : 0));
	}
}

Test(suites, are_checked)
{
	struct suite_metric metric[2];
	struct suite suite = {
	    .path = (char *)"a.suite.json",
	    .gate = gate_by(metric, "time", "sim.instrutions"),
	};
	struct err err = {0};

	cr_expect(eq(int, metrics_check_suite(&suite, &err), -ERR_SUITE));
	cr_expect_str_eq(err.text, "a.suite.json: \"metrics\": unknown metric "
				   "'sim.instrutions'; did you mean "
				   "'sim.instructions'?");
	err_clear(&err);
	metric[1].name = (char *)"sim.instructions";
	cr_expect(eq(int, metrics_check_suite(&suite, &err), 0));
	suite.counters = (char *)"cycels";
	cr_expect(eq(int, metrics_check_suite(&suite, &err), -ERR_SUITE));
	cr_expect(strstr(err.text, "a.suite.json: \"counters\": ") != NULL,
		  "%s", err.text);
}

/* What the command line says, as one policy. */
Test(policy, metrics_replace_those_of_the_suite)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct suite_metric metric[2];
	struct suite_gate gate = gate_by(metric, "allocs", NULL);
	struct policy_options options = {0};
	struct err err = {0};
	char argument[][32] = {
	    "tare",
	    "--metric=time=5%",
	    "--metric=sim.instructions=0.1%",
	    "--metric=time=1%",
	    "--theta=3%",
	};
	char *argv[ARRAY_SIZE(argument) + 1] = {0};

	for (size_t i = 0; i < ARRAY_SIZE(argument); i++)
		argv[i] = argument[i];
	cr_assert(eq(int,
		     argp_parse(&policy_argp, ARRAY_SIZE(argument), argv,
				ARGP_NO_EXIT, NULL, &options),
		     0));
	cr_assert(eq(int, policy_apply(&options, &gate, &arena, &err), 0));
	cr_assert(eq(sz, gate.metric_count, 2));
	cr_expect_str_eq(gate.metric[0].name, "sim.instructions");
	cr_expect(epsilon_eq(dbl, gate.metric[0].theta, 0.001, 1e-12));
	cr_expect_str_eq(gate.metric[1].name, "time");
	cr_expect(epsilon_eq(dbl, gate.metric[1].theta, 0.01, 1e-12));
	cr_expect(epsilon_eq(dbl, gate.theta, 0.03, 1e-12));
	options.metric_count = 0;
	gate = gate_by(metric, "allocs", NULL);
	cr_assert(eq(int, policy_apply(&options, &gate, &arena, &err), 0));
	cr_expect_str_eq(gate.metric[0].name, "allocs");
}

/* The message on LIMIT in a suite; "" if it is taken. */
static const char *check_limit(const char *text, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct suite_limit limit;
	struct suite_entry entry = {
	    .limit = &limit, .limit_count = 1, .line = 7};
	struct suite suite = {
	    .path = (char *)"a.suite.json", .entry = &entry, .entry_count = 1};

	*err = (struct err){0};
	cr_assert(eq(int, limit_parse(&arena, text, &limit, err), 0), "%s",
		  err->text);
	int r = metrics_check_limits(&suite, err);
	cr_expect(eq(int, r, err->text[0] ? -ERR_SUITE : 0), "%s", text);
	return err->text;
}

Test(limits, have_known_names_and_units)
{
	static const char *const good[] = {
	    "time < 2ms",
	    "p99 < 2us",
	    "max < baseline*2",
	    "allocs <= 3",
	    "alloc-bytes < 4KiB",
	    "alloc-bytes < 4096",
	    "peak-rss < 10MiB",
	    "task-clock < 1ms",
	    "sim.instructions < 1e6",
	    "LLC-load-misses < 3",
	    /* Only its author knows. */
	    "frames_lost < 2ms",
	    "frames_lost < 2KiB",
	};
	static const struct {
		const char *text, *part;
	} bad[] = {
	    {"sim.instructons < 5",
	     "a.suite.json:7: \"limits\": limit \"sim.instructons < 5\": "
	     "unknown "
	     "metric 'sim.instructons'; did you mean 'sim.instructions'?"},
	    {"cycels < baseline", "did you mean 'cycles'?"},
	    {"allocs < 1ms", "'allocs' is a count; expected a plain number"},
	    {"sim.instructions < 2us", "expected a plain number"},
	    {"cycles < 4KiB", "'cycles' is a count; expected a plain number"},
	    {"alloc-bytes < 1ms", "is a number of bytes; expected a size"},
	    {"task-clock < 4KiB", "'task-clock' is a time; expected a dur"},
	    {"time < 4KiB", "'time' is a time; expected a duration"},
	};
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		cr_expect_str_eq(check_limit(good[i], &err), "");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *text = check_limit(bad[i].text, &err);
		cr_expect(strstr(text, bad[i].part) != NULL, "%s: %s",
			  bad[i].text, text);
	}
}
