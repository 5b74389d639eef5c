/* Memory, kernel, libraries, and programs that tare asks for help. */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "cli/doctor_look.h"
#include "counters/library.h"

#define MEMORY_LIMIT_KIB (512u * 1024)

static void look_memory(struct look *look)
{
	uint64_t kib;
	char text[32];

	if (!sysfile_u64(look->root, "/proc/meminfo", "MemAvailable", &kib)) {
		(void)look_add(look, "memory", "absent");
		return;
	}
	(void)str_size(text, sizeof(text), (double)kib * 1024);
	struct doctor_line *line = look_add(look, "memory", "%s free", text);
	if (kib < MEMORY_LIMIT_KIB)
		look_say(line, DOCTOR_WARN, "may swap", "stop other programs");
}

static void look_gnuplot(struct look *look)
{
	CLEANUP(mem_free) char *path = proc_find("gnuplot");
	bool found = path && access(path, X_OK) == 0 && path[0] == '/';
	struct doctor_line *line =
	    look_add(look, LOOK_CHARTS, "%s", found ? "found" : "missing");

	if (found)
		look_means(line, "draws the charts");
	else
		look_say(line, DOCTOR_NOTE, "no charts",
			 "apt-get install gnuplot-nox");
}

static void look_events(struct look *look)
{
	CLEANUP(mem_free) char *program = library_program();
	struct doctor_line *line = look_add(
	    look, "libpfm4", "%s", program ? "built in" : "not built in");

	if (program)
		look_means(line, "knows the PMU's own names");
	else
		look_say(line, DOCTOR_NOTE, "names of the PMU: rNNN only",
			 "build with libpfm4-dev");
}

void look_tools(struct look *look)
{
	const struct machine_identity *id = &look->doctor->machine;

	look_memory(look);
	(void)look_add(look, "kernel", "%s, %s, %s", id->kernel, id->libc,
		       id->arch);
	look_gnuplot(look);
	look_events(look);
}
