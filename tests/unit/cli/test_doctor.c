/* `tare doctor` on machines made of files (tests/unit/machine/roots). */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/doctor.h"
#include "text.h"

#define ROOT(name) TEST_SOURCE_DIR "/../machine/roots/" name

static const char *const roots[] = {ROOT("cgroup2"), ROOT("cgroup1"),
				    ROOT("bare"),    ROOT("arm64"),
				    ROOT("missing"), ""};

static const struct doctor_line *find(const struct doctor *doctor,
				      const char *what)
{
	for (size_t i = 0; i < doctor->count; i++)
		if (!strcmp(doctor->line[i].what, what))
			return &doctor->line[i];
	cr_fatal("no line '%s'", what);
}

static void expect(const struct doctor *doctor, const char *what,
		   enum doctor_level level, const char *state,
		   const char *effect, const char *mend)
{
	const struct doctor_line *line = find(doctor, what);

	cr_assert(eq(int, (int)line->level, (int)level), "%s", what);
	cr_assert(text_has(line->state, state), "%s: %s", what, line->state);
	cr_assert(text_has(line->effect, effect), "%s: %s", what, line->effect);
	cr_assert(text_has(line->mend, mend), "%s: %s", what, line->mend);
}

Test(doctor, desktop)
{
	struct doctor d;

	doctor_look(&d, ROOT("cgroup2"));
	expect(&d, "paranoid", DOCTOR_OK, "2", "", "");
	expect(&d, "seccomp", DOCTOR_OK, "no filter", "", "");
	expect(&d, "machine", DOCTOR_OK, "metal", "", "");
	expect(&d, "governor", DOCTOR_WARN, "powersave", "clock moves",
	       "cpupower frequency-set -g performance");
	expect(&d, "turbo", DOCTOR_NOTE, "on", "drift", "x86_energy");
	expect(&d, "SMT", DOCTOR_NOTE, "2 a core", "shared", "nosmt");
	expect(&d, "CPUs", DOCTOR_OK, "4 of 4 allowed", "", "");
	expect(&d, "ASLR", DOCTOR_OK, "full", "", "");
	expect(&d, "THP", DOCTOR_NOTE, "always", "page luck",
	       "transparent_hugepage=madvise");
	expect(&d, "quota", DOCTOR_WARN, "1.5 CPUs", "throttling",
	       "lift the container's CPU limit");
	cr_assert(text_has(find(&d, "quota")->detail, "251.0 ms"), "%s",
		  find(&d, "quota")->detail);
	expect(&d, "pressure", DOCTOR_WARN, "12 % of 10 s",
	       "others want the CPU", "stop other work");
	expect(&d, "steal", DOCTOR_OK, "0.46 %", "", "");
	expect(&d, "memory", DOCTOR_OK, "8.00 GiB free", "", "");
	expect(&d, "kernel", DOCTOR_OK, "6.1, glibc", "", "");
}

Test(doctor, old_container)
{
	struct doctor d;

	doctor_look(&d, ROOT("cgroup1"));
	expect(&d, "paranoid", DOCTOR_NOTE, "4", "root only",
	       "sysctl kernel.perf_event_paranoid=2");
	expect(&d, "seccomp", DOCTOR_NOTE, "filter on", "may block perf",
	       "--cap-add PERFMON");
	expect(&d, "machine", DOCTOR_NOTE, "kvm, container",
	       "neighbours disturb", "bare metal");
	expect(&d, "CPUs", DOCTOR_NOTE, "1 of 2 allowed", "tare shares it",
	       "allow two");
	expect(&d, "quota", DOCTOR_WARN, "0.5 CPUs", "throttling", "limit");
}

Test(doctor, bare_kernel)
{
	struct doctor d;

	doctor_look(&d, ROOT("bare"));
	expect(&d, "paranoid", DOCTOR_NOTE, "no perf", "times only",
	       "CONFIG_PERF_EVENTS");
	expect(&d, "pressure", DOCTOR_NOTE, "absent", "load goes unseen",
	       "psi=1");
	expect(&d, "steal", DOCTOR_NOTE, "absent", "unseen", "/proc");
	expect(&d, "quota", DOCTOR_OK, "none, throttled: absent", "", "");
	expect(&d, "ASLR", DOCTOR_OK, "absent", "", "");
}

/* The doctor's text on ROOT, malloc'ed. */
static char *print(const char *root, bool colour)
{
	struct doctor doctor;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	doctor_look(&doctor, root);
	doctor_print(&doctor, out, colour);
	(void)fclose(out);
	return text;
}

Test(doctor, fits_on_a_screen_everywhere)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		char *text = print(roots[i], false), *rest = text, *line;
		size_t lines = 0;

		while ((line = strsep(&rest, "\n")) && rest) {
			lines++;
			cr_assert(
			    le(sz, str_columns(line), DOCTOR_SCREEN_COLUMNS),
			    "'%s'", line);
			cr_assert(not(text_has(line, "...")), "cut: '%s'",
				  line);
		}
		cr_assert(le(sz, lines, DOCTOR_SCREEN_LINES));
		cr_assert(ge(sz, lines, 19));
		free(text);
	}
}

Test(doctor, each_trouble_has_effect_and_mend)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		struct doctor d;

		doctor_look(&d, roots[i]);
		for (size_t k = 0; k < d.count; k++) {
			const struct doctor_line *line = &d.line[k];
			bool trouble = line->level != DOCTOR_OK;
			cr_assert(eq(int, line->effect[0] != '\0', trouble));
			cr_assert(eq(int, line->mend[0] != '\0', trouble));
			cr_assert(ne(chr, line->state[0], '\0'));
		}
	}
}

Test(doctor, colour_only_when_asked)
{
	char *plain = print(ROOT("cgroup2"), false);
	char *coloured = print(ROOT("cgroup2"), true);

	cr_assert(not(text_has(plain, "\033")));
	cr_assert(text_has(coloured, "\033[31m! governor"));
	free(plain);
	free(coloured);
}

Test(doctor, json_has_every_line)
{
	struct doctor doctor;
	struct err err = {0};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	doctor_look(&doctor, ROOT("cgroup2"));
	int rc = doctor_write(&doctor, out, &err);
	(void)fclose(out);
	cr_assert(eq(int, rc, 0), "%s", err.text);
	cr_assert(text_begins(text, "{\"schema\":\"tare.doctor/1\""));
	cr_assert(text_has(text, "\"cpu_signature\":\"GenuineIntel-6-85-4\""));
	cr_assert(text_has(text, "{\"what\":\"governor\",\"level\":\"warn\","
				 "\"state\":\"powersave\",\"effect\":\"clock "
				 "moves\",\"mend\":\"cpupower frequency-set -g "
				 "performance\",\"detail\":null}"));
	cr_assert(text_has(text, "\"what\":\"seccomp\",\"level\":\"ok\","
				 "\"state\":\"no filter\",\"effect\":null"));
	free(text);
}
