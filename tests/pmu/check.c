#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "counters/perf_facts.h"
#include "known.h"

/* What the two reads around a loop may take of it. */
#define COUNT_SLACK 2000

struct pmu_machine machine;

static size_t failed;
static const char *running;
static bool has_failed, has_skipped;

void check_failed(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	has_failed = true;
	printf("  %s:%d: ", file, line);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

void check_skip(const char *why)
{
	has_skipped = true;
	printf("left out %s: %s\n", running, why);
}

int expected_errno(const char *name)
{
	if (machine.mode == PMU_ANY)
		return -1;
	if (!machine.allowed)
		return EACCES;
	if (machine.mode == PMU_NONE)
		return ENOENT;
	if (!strcmp(name, "cycles"))
		return 0;
	if (!strcmp(name, "instructions") && machine.mode == PMU_FULL)
		return 0;
	return ENOENT;
}

bool needs_instructions(void)
{
	if (!KNOWN_LENGTH) {
		check_skip("no loop of known length for this CPU");
		return false;
	}
	int errnum = expected_errno("instructions");
	struct counters *counters =
	    open_spec("instructions", 0, COUNTERS_PROCESS);
	bool counted = counters && info_of(counters, "instructions")->available;

	counters_close(counters);
	if (errnum == 0 && !counted)
		check_failed(__FILE__, __LINE__, "instructions do not open");
	if (!counted)
		check_skip("no instructions are counted here");
	return counted;
}

bool needs_full(void)
{
	if (machine.mode == PMU_FULL)
		return needs_instructions();
	check_skip("needs the emulated machine with a full PMU");
	return false;
}

bool needs_emulated_root(void)
{
	if (machine.mode != PMU_ANY && machine.root)
		return true;
	check_skip("needs root of an emulated machine");
	return false;
}

struct counters *open_spec(const char *spec, uint32_t round,
			   enum counters_scope scope)
{
	struct err err = {0};
	struct counters *counters = NULL;

	if (counters_open(&counters, spec, round, scope, &err) < 0 ||
	    counters_start(counters, &err) < 0) {
		check_failed(__FILE__, __LINE__, "%s: %s", spec, err.text);
		counters_close(counters);
		return NULL;
	}
	return counters;
}

size_t place_of(const struct counters *counters, const char *name)
{
	for (size_t i = 0; i < counters_count(counters); i++)
		if (!strcmp(counters_info(counters, i)->name, name))
			return i;
	printf("%s: no counter %s\n", running, name);
	exit(2);
}

const struct counter_info *info_of(const struct counters *counters,
				   const char *name)
{
	return counters_info(counters, place_of(counters, name));
}

bool is_counted(const struct counters *counters, const char *name)
{
	const struct counter_info *info = info_of(counters, name);

	if (!info->available)
		check_failed(__FILE__, __LINE__, "%s: %s %s", name,
			     info->errno_name, info->reason);
	return info->available;
}

void count_work(struct counters *counters, void (*work)(void *), void *arg,
		struct counter_reading delta[COUNTERS_MAX])
{
	struct counter_reading before[COUNTERS_MAX];
	size_t count = counters_count(counters);

	memset(delta, 0, COUNTERS_MAX * sizeof(*delta));
	int rc = counters_read(counters, before);
	work(arg);
	rc |= counters_read(counters, delta);
	if (rc)
		check_failed(__FILE__, __LINE__, "counters_read(): %d", rc);
	for (size_t i = 0; i < count; i++) {
		delta[i].value -= before[i].value;
		delta[i].enabled_ns -= before[i].enabled_ns;
		delta[i].running_ns -= before[i].running_ns;
	}
}

void spin_rounds(void *rounds)
{
	known_spin(*(const uint64_t *)rounds);
}

bool is_length(uint64_t count, uint64_t rounds)
{
	return count >= 2 * rounds &&
	       count <= 2 * rounds + rounds / 1000 + COUNT_SLACK;
}

bool in_child(void (*work)(void))
{
	int status = 1;

	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		has_failed = false;
		work();
		fflush(stdout);
		_exit(has_failed);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		check_failed(__FILE__, __LINE__, "the child ended with %d",
			     status);
	return status == 0;
}

static void run_all(const struct pmu_test *test)
{
	for (; test->name; test++) {
		running = test->name;
		has_failed = has_skipped = false;
		test->run();
		if (has_failed || !has_skipped)
			printf("%s %s\n", has_failed ? "FAILED" : "passed",
			       running);
		failed += has_failed;
	}
}

static void know_machine(const char *mode)
{
	static const char *const word[] = {"full", "cycles", "none", "any"};
	struct perf_facts facts;
	int i = PMU_FULL;

	perf_facts_read(&facts, "");
	while (i < PMU_ANY && strcmp(mode, word[i]) != 0)
		i++;
	machine = (struct pmu_machine){
	    .mode = (enum pmu_mode)i,
	    .root = geteuid() == 0,
	    .paranoid = facts.paranoid,
	    .allowed = facts.sys_admin || facts.paranoid <= 2,
	};
}

/* pmu_counters full|cycles|none|any */
int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	know_machine(argc > 1 ? argv[1] : "any");
	run_all(counts_tests);
	run_all(scope_tests);
	run_all(absent_tests);
	run_all(held_tests);
	run_all(cost_tests);
	return failed > 0;
}
