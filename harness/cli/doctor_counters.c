/* What can be counted here: by opening it, not by guessing. */
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/doctor_look.h"
#include "counters/allocations.h"
#include "counters/counters.h"
#include "counters/library.h"
#include "counters/passes.h"
#include "run/simulate.h"

/* Counters that take turns all have had one by then. */
#define MOST_TURNS 8
#define SEE_DOCS   "see docs/counters.md"

static void add_counter(struct doctor *doctor, const char *name,
			enum counter_provider provider, bool available,
			const struct counter_info *absence)
{
	struct doctor_counter *to = &doctor->counter[doctor->counter_count];

	if (doctor->counter_count == DOCTOR_MAX_COUNTERS)
		return;
	doctor->counter_count++;
	*to = (struct doctor_counter){.provider = provider,
				      .available = available};
	(void)snprintf(to->name, sizeof(to->name), "%s", name);
	if (available)
		return;
	(void)snprintf(to->errno_name, sizeof(to->errno_name), "%s",
		       absence->errno_name);
	(void)snprintf(to->reason, sizeof(to->reason), "%s", absence->reason);
	(void)snprintf(to->mend, sizeof(to->mend), "%s", absence->mend);
}

/* It has no turn in this process: it is there. */
static bool waits_for_its_turn(const struct counter_info *info)
{
	return !info->available && info->errnum == 0;
}

/* Counters of SPEC in ROUND, from number FIRST of the doctor's on. */
static bool open_round(struct doctor *doctor, const char *spec, uint32_t round,
		       size_t first)
{
	struct counters *counters = NULL;
	bool waits = false;

	if (counters_open(&counters, spec, round, COUNTERS_PROCESS, NULL) < 0)
		return false;
	for (size_t i = 0; i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		struct doctor_counter *known = &doctor->counter[first + i];

		if (round == 0)
			add_counter(doctor, info->name, info->provider,
				    info->available, info);
		else if (first + i < doctor->counter_count && info->available)
			known->available = true;
		waits |= waits_for_its_turn(info) && !known->available;
	}
	counters_close(counters);
	return waits;
}

static void add_counters(struct doctor *doctor, const char *spec)
{
	size_t first = doctor->counter_count;
	uint32_t round = 0;

	while (open_round(doctor, spec, round, first) && round < MOST_TURNS)
		round++;
}

/* The mend that fits on a line; the detail has the whole. */
static const char *hardware_mend(const struct doctor_counter *counter,
				 const struct perf_facts *perf)
{
	if (!strcmp(counter->errno_name, "ENOENT") && !perf->pmu[0] &&
	    perf->is_virtual)
		return "give the VM a PMU (-cpu host,pmu=on)";
	if (!strcmp(counter->errno_name, "EACCES"))
		return "sysctl kernel.perf_event_paranoid=2";
	if (!strcmp(counter->errno_name, "EMFILE"))
		return "ulimit -n 4096";
	if (!strcmp(counter->errno_name, "EPERM") && perf->seccomp)
		return "docker run --cap-add PERFMON";
	return SEE_DOCS;
}

static void look_hardware(struct look *look)
{
	struct doctor *doctor = look->doctor;
	const struct doctor_counter *missing = NULL;
	struct doctor_line *line;
	size_t here = 0;

	add_counters(doctor, "hardware");
	for (size_t i = 0; i < doctor->counter_count; i++) {
		here += doctor->counter[i].available;
		if (!doctor->counter[i].available && !missing)
			missing = &doctor->counter[i];
	}
	line = look_add(look, "hardware", "%zu of %zu%s%s", here,
			doctor->counter_count,
			missing && missing->errno_name[0] ? ", " : "",
			missing ? missing->errno_name : "");
	if (!missing && here > 0) {
		look_means(line, "counts of the CPU itself, in user space");
		return;
	}
	look_say(line, DOCTOR_WARN, here ? "some missing" : "times only",
		 missing ? hardware_mend(missing, &look->perf) : SEE_DOCS);
	if (missing)
		(void)snprintf(line->detail, sizeof(line->detail),
			       "%s: %s; mend: %s", missing->name,
			       missing->reason, missing->mend);
}

/* One line, and the counters of PASS. */
static void look_pass(struct look *look, const char *what, enum count_pass pass,
		      const char *state, const char *means,
		      const struct counter_info *absence)
{
	enum counter_provider provider =
	    pass == COUNT_SIMULATED ? PROVIDER_SIMULATED : PROVIDER_OS;
	bool available = absence->reason[0] == '\0';
	struct doctor_line *line =
	    look_add(look, what, "%s", available ? state : absence->errno_name);

	for (size_t i = 0; i < pass_metric_count; i++)
		if (pass_metric[i].pass == pass)
			add_counter(look->doctor, pass_metric[i].name, provider,
				    available, absence);
	if (available) {
		look_means(line, means);
		return;
	}
	look_say(line, DOCTOR_NOTE, "not counted",
		 strlen(absence->mend) < 44 ? absence->mend : SEE_DOCS);
	(void)snprintf(line->detail, sizeof(line->detail), "%s; mend: %s",
		       absence->reason, absence->mend);
}

static void look_simulated(struct look *look)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct counter_info absence = {0};
	struct simulator simulator;
	struct err err = {0};
	char *text = NULL;
	char state[64] = "";

	if (simulator_init(&simulator, &arena, &text, &absence, &err) < 0) {
		(void)snprintf(absence.errno_name, sizeof(absence.errno_name),
			       "absent");
		(void)snprintf(absence.reason, sizeof(absence.reason), "%.255s",
			       err.text);
		(void)snprintf(absence.mend, sizeof(absence.mend),
			       "set TMPDIR to a folder to write in");
	}
	/* "3.19.0" of "callgrind 3.19.0, I1 ..." */
	const char *version = text ? strchr(text, ' ') : NULL;
	if (version)
		(void)snprintf(state, sizeof(state), "valgrind%.*s",
			       (int)strcspn(version, ","), version);
	look_pass(look, LOOK_SIMULATED, COUNT_SIMULATED, state,
		  "counts that repeat, where hardware has none", &absence);
	if (text)
		(void)snprintf(
		    look->doctor->line[look->doctor->count - 1].detail,
		    sizeof(look->doctor->line[0].detail), "%s", text);
	simulator_release(&simulator);
}

static void look_allocations(struct look *look)
{
	struct counter_info absence = {0};
	char path[4096];

	(void)allocations_library(path, sizeof(path), &absence);
	look_pass(look, LOOK_ALLOCATIONS, COUNT_ALLOCATIONS, "counted",
		  "in a pass of their own", &absence);
}

void look_counters(struct look *look)
{
	look_hardware(look);
	add_counters(look->doctor, "os");
	look_simulated(look);
	look_allocations(look);
}
