/* What this process may do: perf events, capabilities, system calls. */
#include <stdint.h>

#include "base/sysfile.h"
#include "cli/doctor_look.h"

static void look_paranoid(struct look *look)
{
	const struct perf_facts *perf = &look->perf;
	struct doctor_line *line;

	if (perf->paranoid < 0) {
		look_say(look_add(look, "paranoid", "no perf"), DOCTOR_NOTE,
			 "times only", "a kernel with CONFIG_PERF_EVENTS");
		return;
	}
	line = look_add(look, "paranoid", "%d", perf->paranoid);
	if (perf->sys_admin)
		look_means(line, "no limit: CAP_SYS_ADMIN");
	else if (perf->paranoid > 2)
		look_say(line, DOCTOR_NOTE, "root only",
			 "sysctl kernel.perf_event_paranoid=2");
	else
		look_means(line, "user space of one's own processes");
}

static void look_capabilities(struct look *look)
{
	const struct perf_facts *perf = &look->perf;
	const char *held = perf->sys_admin && perf->perfmon
			       ? "SYS_ADMIN, PERFMON"
			   : perf->sys_admin ? "SYS_ADMIN"
			   : perf->perfmon   ? "PERFMON"
					     : "neither SYS_ADMIN nor PERFMON";
	uint64_t fixed = 0;

	(void)sysfile_u64(look->root, "/proc/self/status", "NoNewPrivs",
			  &fixed);
	(void)look_add(look, "rights", "%s%s", held,
		       fixed ? ", no_new_privs" : "");
}

static void look_seccomp(struct look *look)
{
	if (look->perf.seccomp)
		look_say(look_add(look, "seccomp", "filter on"), DOCTOR_NOTE,
			 "may block perf", "docker run --cap-add PERFMON");
	else
		(void)look_add(look, "seccomp", "no filter");
}

void look_rights(struct look *look)
{
	look_paranoid(look);
	look_capabilities(look);
	look_seccomp(look);
}
