/*
 * Each look_ function adds one line: state, effect on measurements, mend.
 * Together they must fit on a screen, so the texts are short; docs/counters.md
 * and the JSON have the long ones.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "cli/doctor.h"
#include "counters/counters.h"
#include "counters/perf_facts.h"
#include "machine/machine.h"

#define PRESSURE_LIMIT_PERCENT 5.0
#define STEAL_LIMIT_PERCENT    1.0
#define CLOCK_LIMIT_NS         200.0
#define MEMORY_LIMIT_KIB       (512u * 1024)

/* What several lines are made of. */
struct look {
	struct doctor *doctor;
	const char *root;
	struct machine_conditions conditions;
	struct interference now;
	struct perf_facts perf;
};

static struct doctor_line *__attribute__((format(printf, 3, 4)))
add(struct look *look, const char *what, const char *fmt, ...)
{
	struct doctor *doctor = look->doctor;
	struct doctor_line *line = &doctor->line[doctor->count++];
	va_list args;

	(void)snprintf(line->what, sizeof(line->what), "%s", what);
	va_start(args, fmt);
	(void)vsnprintf(line->state, sizeof(line->state), fmt, args);
	va_end(args);
	line->level = DOCTOR_OK;
	return line;
}

static void say(struct doctor_line *line, enum doctor_level level,
		const char *effect, const char *mend)
{
	line->level = level;
	(void)snprintf(line->effect, sizeof(line->effect), "%s", effect);
	(void)snprintf(line->mend, sizeof(line->mend), "%s", mend);
}

/* The mend that fits on a line; the detail has the whole. */
static const char *counters_mend(const struct counter_info *info,
				 const struct perf_facts *perf)
{
	if (info->errnum == ENOENT && !perf->pmu[0] && perf->is_virtual)
		return "give the VM a PMU (-cpu host,pmu=on)";
	if (info->errnum == EACCES)
		return "sysctl kernel.perf_event_paranoid=2";
	if (info->errnum == EPERM && perf->seccomp)
		return "docker run --cap-add PERFMON";
	return "see docs/counters.md";
}

static void look_missing(struct look *look, const struct counter_info *info,
			 size_t here, size_t count)
{
	struct doctor_line *line;

	if (here)
		line = add(look, "counters", "%zu of %zu", here, count);
	else
		line = add(look, "counters", "none%s%s",
			   info->errno_name[0] ? ", " : "", info->errno_name);
	say(line, DOCTOR_WARN, here ? "some missing" : "times only",
	    counters_mend(info, &look->perf));
	(void)snprintf(line->detail, sizeof(line->detail), "%s: %s; mend: %s",
		       info->name, info->reason, info->mend);
}

static void look_counters(struct look *look)
{
	struct counters *counters = NULL;
	const struct counter_info *missing = NULL;
	struct err err = {0};
	size_t here = 0;

	if (counters_open(&counters, "hardware", 0, COUNTERS_PROCESS, &err) <
	    0) {
		say(add(look, "counters", "none"), DOCTOR_WARN, "times only",
		    "see docs/counters.md");
		return;
	}
	size_t count = counters_count(counters);
	for (size_t i = 0; i < count; i++) {
		const struct counter_info *info = counters_info(counters, i);
		here += info->available;
		if (!info->available && !missing)
			missing = info;
	}
	if (missing)
		look_missing(look, missing, here, count);
	else
		(void)add(look, "counters", "all %zu", count);
	counters_close(counters);
}

static void look_permissions(struct look *look)
{
	const struct perf_facts *perf = &look->perf;

	if (perf->paranoid < 0)
		say(add(look, "paranoid", "no perf"), DOCTOR_NOTE, "times only",
		    "a kernel with CONFIG_PERF_EVENTS");
	else if (perf->paranoid > 2)
		say(add(look, "paranoid", "%d", perf->paranoid), DOCTOR_NOTE,
		    "root only", "sysctl kernel.perf_event_paranoid=2");
	else
		(void)add(look, "paranoid", "%d", perf->paranoid);
	if (perf->seccomp)
		say(add(look, "seccomp", "filter on"), DOCTOR_NOTE,
		    "may block perf", "docker run --cap-add PERFMON");
	else
		(void)add(look, "seccomp", "no filter");
}

/* Docker, podman and systemd-nspawn leave a mark. */
static bool in_container(const char *root)
{
	static const char *const mark[] = {"/.dockerenv", "/run/.containerenv",
					   "/run/systemd/container"};
	char text[8];

	for (size_t i = 0; i < ARRAY_SIZE(mark); i++)
		if (sysfile_text(root, mark[i], text, sizeof(text)))
			return true;
	return false;
}

static void look_machine(struct look *look)
{
	const char *hypervisor = look->doctor->machine.hypervisor;
	bool is_virtual = strcmp(hypervisor, "none") != 0;
	const char *inside = in_container(look->root) ? ", container" : "";
	struct doctor_line *line = add(
	    look, "machine", "%s%s", is_virtual ? hypervisor : "metal", inside);

	if (is_virtual)
		say(line, DOCTOR_NOTE, "neighbours disturb",
		    "bare metal for small effects");
}

static void look_frequency(struct look *look)
{
	const struct machine_conditions *c = &look->conditions;
	struct doctor_line *line = add(look, "governor", "%s", c->governor);
	bool intel = strstr(look->doctor->machine.cpu_signature, "Intel");

	if (strcmp(c->governor, "performance") != 0 &&
	    strcmp(c->governor, "absent") != 0)
		say(line, DOCTOR_WARN, "clock moves",
		    "cpupower frequency-set -g performance");
	line = add(look, "turbo", "%s", c->turbo);
	if (!strcmp(c->turbo, "on"))
		say(line, DOCTOR_NOTE, "drift",
		    intel ? "x86_energy_perf_policy --turbo-enable 0"
			  : "echo 0 >/sys/devices/system/cpu/cpufreq/boost");
}

static void look_cpus(struct look *look)
{
	const struct machine_identity *id = &look->doctor->machine;
	uint32_t allowed = look->conditions.cpus_allowed;
	struct doctor_line *line = add(look, "SMT", "%u a core", id->smt);

	if (id->smt > 1)
		say(line, DOCTOR_NOTE, "shared", "boot with nosmt");
	if (allowed == 0) {
		(void)add(look, "CPUs", "%u online", id->cpus_online);
		return;
	}
	line = add(look, "CPUs", "%u of %u allowed", allowed, id->cpus_online);
	if (allowed == 1)
		say(line, DOCTOR_NOTE, "tare shares it with the benchmark",
		    "allow two");
}

static void look_memory_layout(struct look *look)
{
	const struct machine_conditions *c = &look->conditions;
	struct doctor_line *line = add(look, "ASLR", "%s", c->aslr);

	if (!strcmp(c->aslr, "off") || !strcmp(c->aslr, "partial"))
		say(line, DOCTOR_WARN, "layout biased",
		    "sysctl kernel.randomize_va_space=2");
	line = add(look, "THP", "%s", c->thp);
	if (!strcmp(c->thp, "always"))
		say(line, DOCTOR_NOTE, "page luck",
		    "boot with transparent_hugepage=madvise");
}

static void look_cgroup(struct look *look)
{
	double quota = look->conditions.cgroup_quota_cpus;
	double throttled_us = look->now.throttled_us;
	struct doctor_line *line;
	char throttled[32];

	if (throttled_us > 0)
		(void)str_time(throttled, sizeof(throttled),
			       throttled_us * 1e3);
	else
		(void)snprintf(throttled, sizeof(throttled), "%s",
			       throttled_us < 0 ? "absent" : "never");
	if (quota > 0)
		line = add(look, "quota", "%.1f CPUs", quota);
	else
		line = add(look, "quota", "none, throttled: %s", throttled);
	if (quota > 0)
		say(line, DOCTOR_WARN, "pauses by throttling",
		    "lift the container's CPU limit");
	if (quota > 0 || throttled_us > 0)
		(void)snprintf(line->detail, sizeof(line->detail),
			       "throttled since the start: %s", throttled);
}

static void look_pressure(struct look *look)
{
	char text[128];
	double percent = 0;

	if (!sysfile_value(look->root, "/proc/pressure/cpu", "some", text,
			   sizeof(text))) {
		say(add(look, "pressure", "absent"), DOCTOR_NOTE,
		    "load goes unseen", "boot with psi=1");
		return;
	}
	const char *at = strstr(text, "avg10=");
	if (at)
		percent = strtod(at + strlen("avg10="), NULL);
	struct doctor_line *line =
	    add(look, "pressure", "%.0f %% of 10 s", percent);
	if (percent >= PRESSURE_LIMIT_PERCENT)
		say(line, DOCTOR_WARN, "others want the CPU",
		    "stop other work");
}

/* Share of all CPU time since boot; -1 if it is not told. */
static double steal_percent(const char *root)
{
	char text[512], *rest = text, *word;
	double total = 0, steal = -1;

	if (!sysfile_value(root, "/proc/stat", "cpu", text, sizeof(text)))
		return -1;
	/* The last two, guest time, are in the first two already. */
	for (int i = 0; i < 8 && (word = strsep(&rest, " ")); i++) {
		double ticks = strtod(word, NULL);
		total += ticks;
		if (i == 7)
			steal = ticks;
	}
	return steal < 0 || total <= 0 ? -1 : 100 * steal / total;
}

static void look_steal(struct look *look)
{
	double percent = steal_percent(look->root);

	if (percent < 0) {
		say(add(look, "steal", "absent"), DOCTOR_NOTE,
		    "stolen time goes unseen", "mount /proc");
		return;
	}
	struct doctor_line *line =
	    add(look, "steal", "%.2f %% so far", percent);
	if (percent >= STEAL_LIMIT_PERCENT)
		say(line, DOCTOR_WARN, "the host takes CPU time",
		    "a less shared instance");
}

static void look_clock(struct look *look)
{
	const struct machine_conditions *c = &look->conditions;
	struct doctor_line *line;

	if (c->clock_read_ns < CLOCK_LIMIT_NS) {
		(void)add(look, "clock", "%s, %.0f ns a read, steps of %.0f ns",
			  c->clocksource, c->clock_read_ns,
			  c->clock_resolution_ns);
		return;
	}
	line = add(look, "clock", "%.8s %.0f ns", c->clocksource,
		   c->clock_read_ns);
	say(line, DOCTOR_WARN, "reads are dear", "boot with clocksource=tsc");
	(void)snprintf(line->detail, sizeof(line->detail),
		       "steps of %.0f ns, clock source %s",
		       c->clock_resolution_ns, c->clocksource);
}

static void look_memory(struct look *look)
{
	uint64_t kib;
	char text[32];

	if (!sysfile_u64(look->root, "/proc/meminfo", "MemAvailable", &kib)) {
		(void)add(look, "memory", "absent");
		return;
	}
	(void)str_size(text, sizeof(text), (double)kib * 1024);
	struct doctor_line *line = add(look, "memory", "%s free", text);
	if (kib < MEMORY_LIMIT_KIB)
		say(line, DOCTOR_WARN, "may swap", "stop other programs");
}

static bool in_path(const char *program)
{
	const char *path = getenv("PATH");
	char full[4096];

	for (const char *at = path ? path : ""; *at;) {
		size_t n = strcspn(at, ":");
		int length = snprintf(full, sizeof(full), "%.*s/%s", (int)n, at,
				      program);
		if (length > 0 && (size_t)length < sizeof(full) &&
		    access(full, X_OK) == 0)
			return true;
		at += n + (at[n] == ':');
	}
	return false;
}

static void look_tools(struct look *look)
{
	const struct machine_identity *id = &look->doctor->machine;
	bool gnuplot = in_path("gnuplot");
	struct doctor_line *line;

	(void)add(look, "kernel", "%s, %s, %s", id->kernel, id->libc, id->arch);
	line = add(look, "gnuplot", "%s", gnuplot ? "found" : "missing");
	if (!gnuplot)
		say(line, DOCTOR_NOTE, "no charts",
		    "apt-get install gnuplot-nox");
}

/* A machine that cannot be identified is still looked at. */
static void identify(struct machine_identity *ret, const char *root)
{
	if (machine_identify(ret, root, NULL) == 0)
		return;
	*ret = (struct machine_identity){
	    .cpu_model = "unknown",
	    .hypervisor = "unknown",
	    .kernel = "unknown",
	    .libc = "unknown",
	    .arch = "unknown",
	};
}

void doctor_look(struct doctor *ret, const char *root)
{
	struct look look = {.doctor = ret, .root = root};

	memset(ret, 0, sizeof(*ret));
	identify(&ret->machine, root);
	machine_conditions(&look.conditions, root);
	machine_interference(&look.now, root);
	perf_facts_read(&look.perf, root);
	look_counters(&look);
	look_permissions(&look);
	look_machine(&look);
	look_frequency(&look);
	look_cpus(&look);
	look_memory_layout(&look);
	look_cgroup(&look);
	look_pressure(&look);
	look_steal(&look);
	look_clock(&look);
	look_memory(&look);
	look_tools(&look);
}
