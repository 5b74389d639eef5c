#include <stdarg.h>
#include <string.h>

#include "cli/doctor.h"
#include "cli/doctor_look.h"

struct doctor_line *look_add(struct look *look, const char *what,
			     const char *fmt, ...)
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

void look_means(struct doctor_line *line, const char *effect)
{
	(void)snprintf(line->effect, sizeof(line->effect), "%s", effect);
}

void look_say(struct doctor_line *line, enum doctor_level level,
	      const char *effect, const char *mend)
{
	line->level = level;
	look_means(line, effect);
	(void)snprintf(line->mend, sizeof(line->mend), "%s", mend);
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
	look_rights(&look);
	look_machine(&look);
	look_load(&look);
	look_tools(&look);
}
