/* What takes time away, and what time is read from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "cli/doctor_look.h"

#define PRESSURE_LIMIT_PERCENT 5.0
#define STEAL_LIMIT_PERCENT    1.0
#define CLOCK_LIMIT_NS         200.0
#define SLACK_LIMIT_NS         50000 /* the kernel's default */

static void look_cgroup(struct look *look)
{
	double quota = look->conditions.cgroup_quota_cpus;
	double us = look->now.throttled_us, times = look->now.throttles;
	struct doctor_line *line;
	char throttled[64] = "never throttled", time[32];

	if (us < 0)
		(void)snprintf(throttled, sizeof(throttled),
			       "throttling unseen");
	else if (us > 0)
		(void)snprintf(throttled, sizeof(throttled),
			       "throttled %.0f times, %s", times,
			       str_time(time, sizeof(time), us * 1e3));
	if (quota <= 0) {
		(void)look_add(look, "quota", "none, %s", throttled);
		return;
	}
	line = look_add(look, "quota", "%.1f CPUs", quota);
	look_say(line, DOCTOR_WARN, "throttling",
		 "lift the container's CPU limit");
	(void)snprintf(line->detail, sizeof(line->detail),
		       "since the start of the control groups: %s", throttled);
}

/* Share of the last 10 s in which someone waited, in %; -1: not told. */
static double pressure(const char *root, const char *what)
{
	char path[64], text[128];

	(void)snprintf(path, sizeof(path), "/proc/pressure/%s", what);
	if (!sysfile_value(root, path, "some", text, sizeof(text)))
		return -1;
	const char *at = strstr(text, "avg10=");
	return at ? strtod(at + strlen("avg10="), NULL) : 0;
}

static void look_pressure(struct look *look)
{
	static const struct {
		const char *what, *effect, *mend;
	} kinds[] = {
	    {"cpu", "others want the CPU", "stop other work"},
	    {"memory", "pages are taken away", "stop other work"},
	    {"io", "storage is busy", "stop other work"},
	};
	double percent[ARRAY_SIZE(kinds)];
	size_t worst = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		percent[i] = pressure(look->root, kinds[i].what);
		if (percent[i] > percent[worst])
			worst = i;
	}
	if (percent[worst] < 0) {
		look_say(look_add(look, "pressure", "absent"), DOCTOR_NOTE,
			 "load goes unseen", "boot with psi=1");
		return;
	}
	struct doctor_line *line = look_add(look, "pressure", "%s %.0f %%/10 s",
					    kinds[worst].what, percent[worst]);
	(void)snprintf(line->detail, sizeof(line->detail),
		       "of the last 10 s: cpu %.2f %%, memory %.2f %%, io %.2f "
		       "%%",
		       percent[0], percent[1], percent[2]);
	if (percent[worst] >= PRESSURE_LIMIT_PERCENT)
		look_say(line, DOCTOR_WARN, kinds[worst].effect,
			 kinds[worst].mend);
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
		look_say(look_add(look, "steal", "absent"), DOCTOR_NOTE,
			 "stolen time goes unseen", "mount /proc");
		return;
	}
	struct doctor_line *line =
	    look_add(look, "steal", "%.2f %% so far", percent);
	if (percent >= STEAL_LIMIT_PERCENT)
		look_say(line, DOCTOR_WARN, "the host takes CPU time",
			 "a less shared instance");
}

static void look_clock(struct look *look)
{
	const struct machine_conditions *c = &look->conditions;
	struct doctor_line *line;

	if (c->clock_read_ns < CLOCK_LIMIT_NS) {
		(void)look_add(
		    look, "clock", "%s, %.0f ns a read, steps of %.0f ns",
		    c->clocksource, c->clock_read_ns, c->clock_resolution_ns);
		return;
	}
	line = look_add(look, "clock", "%.8s %.0f ns", c->clocksource,
			c->clock_read_ns);
	look_say(line, DOCTOR_WARN, "reads are dear",
		 "boot with clocksource=tsc");
	(void)snprintf(line->detail, sizeof(line->detail),
		       "steps of %.0f ns, clock source %s",
		       c->clock_resolution_ns, c->clocksource);
}

/* How late the kernel may end a sleep. */
static void look_slack(struct look *look)
{
	uint64_t ns;
	char text[32];

	if (!sysfile_u64(look->root, "/proc/self/timerslack_ns", NULL, &ns)) {
		(void)look_add(look, "slack", "absent");
		return;
	}
	struct doctor_line *line = look_add(
	    look, "slack", "%s", str_time(text, sizeof(text), (double)ns));
	if (ns > SLACK_LIMIT_NS)
		look_say(line, DOCTOR_NOTE, "sleeps end late",
			 "a shell with the default, 50 us");
	else
		look_means(line, "sleeps may end so late");
}

void look_load(struct look *look)
{
	look_cgroup(look);
	look_pressure(look);
	look_steal(look);
	look_clock(look);
	look_slack(look);
}
