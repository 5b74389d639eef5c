/* The machine itself: what runs it, its clock speed, its CPUs, its memory. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "cli/doctor_look.h"
#include "machine/container.h"
#include "machine/cpulist.h"

static void look_virtual(struct look *look)
{
	const char *hypervisor = look->doctor->machine.hypervisor;
	bool is_virtual = strcmp(hypervisor, "none") != 0;
	char container[32];

	container_name(container, sizeof(container), look->root);
	struct doctor_line *line = look_add(look, "machine", "%s%s%s",
					    is_virtual ? hypervisor : "metal",
					    *container ? ", " : "", container);
	if (is_virtual)
		look_say(line, DOCTOR_NOTE, "neighbours disturb",
			 "bare metal for small effects");
}

static void look_frequency(struct look *look)
{
	const struct machine_conditions *c = &look->conditions;
	bool intel = strstr(look->doctor->machine.cpu_signature, "Intel");
	struct doctor_line *line =
	    look_add(look, "governor", "%s", c->governor);

	if (!strcmp(c->governor, "absent"))
		look_means(line, "the clock speed is not to be seen");
	else if (strcmp(c->governor, "performance") != 0)
		look_say(line, DOCTOR_WARN, "clock moves",
			 "cpupower frequency-set -g performance");
	line = look_add(look, "turbo", "%s", c->turbo);
	if (!strcmp(c->turbo, "on"))
		look_say(line, DOCTOR_NOTE, "drift",
			 intel ? "x86_energy_perf_policy --turbo-enable 0"
			       : "echo 0 >/sys/devices/system/cpu/cpufreq/"
				 "boost");
}

static void look_cpus(struct look *look)
{
	const struct machine_identity *id = &look->doctor->machine;
	uint32_t allowed = look->conditions.cpus_allowed;
	uint32_t isolated =
	    cpulist_file(look->root, "/sys/devices/system/cpu/isolated");
	struct doctor_line *line = look_add(look, "SMT", "%u a core", id->smt);

	if (id->smt > 1)
		look_say(line, DOCTOR_NOTE, "a sibling takes half the core",
			 "boot with nosmt");
	if (allowed == 0) {
		(void)look_add(look, "CPUs", "%u online, %u isolated",
			       id->cpus_online, isolated);
		return;
	}
	line = look_add(look, "CPUs", "%u of %u allowed, %u isolated", allowed,
			id->cpus_online, isolated);
	if (allowed == 1)
		look_say(line, DOCTOR_NOTE, "shared with tare", "allow two");
}

static void look_memory_layout(struct look *look)
{
	const struct machine_conditions *c = &look->conditions;
	struct doctor_line *line = look_add(look, "ASLR", "%s", c->aslr);

	if (!strcmp(c->aslr, "off") || !strcmp(c->aslr, "partial"))
		look_say(line, DOCTOR_WARN, "layout biased",
			 "sysctl kernel.randomize_va_space=2");
	else if (!strcmp(c->aslr, "full"))
		look_means(line, "luck of the layout is averaged out");
	line = look_add(look, "THP", "%s", c->thp);
	if (!strcmp(c->thp, "always"))
		look_say(line, DOCTOR_NOTE, "page luck",
			 "boot with transparent_hugepage=madvise");
}

void look_machine(struct look *look)
{
	look_virtual(look);
	look_frequency(look);
	look_cpus(look);
	look_memory_layout(look);
}
