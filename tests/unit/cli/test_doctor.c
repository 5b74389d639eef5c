/* `tare doctor` on machines made of files (tests/unit/machine/roots). */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
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
	expect(&d, "paranoid", DOCTOR_OK, "2", "one's own", "");
	expect(&d, "rights", DOCTOR_OK, "neither SYS_ADMIN nor PERFMON", "",
	       "");
	expect(&d, "seccomp", DOCTOR_OK, "no filter", "", "");
	expect(&d, "machine", DOCTOR_OK, "metal", "", "");
	expect(&d, "governor", DOCTOR_WARN, "powersave", "clock moves",
	       "cpupower frequency-set -g performance");
	expect(&d, "turbo", DOCTOR_NOTE, "on", "drift", "x86_energy");
	expect(&d, "SMT", DOCTOR_NOTE, "2 a core", "sibling", "nosmt");
	expect(&d, "CPUs", DOCTOR_OK, "4 of 4 allowed, 1 isolated", "", "");
	expect(&d, "ASLR", DOCTOR_OK, "full", "", "");
	expect(&d, "THP", DOCTOR_NOTE, "always", "page luck",
	       "transparent_hugepage=madvise");
	expect(&d, "quota", DOCTOR_WARN, "1.5 CPUs", "throttling",
	       "lift the container's CPU limit");
	cr_assert(
	    text_has(find(&d, "quota")->detail, "throttled 3 times, 251.0 ms"),
	    "%s", find(&d, "quota")->detail);
	cr_assert(text_has(find(&d, "pressure")->detail, "io "), "%s",
		  find(&d, "pressure")->detail);
	expect(&d, "slack", DOCTOR_NOTE, "60.00 us", "sleeps end late",
	       "the default");
	expect(&d, "pressure", DOCTOR_WARN, "cpu 12 %/10 s",
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
	expect(&d, "rights", DOCTOR_OK, "PERFMON, no_new_privs", "", "");
	expect(&d, "seccomp", DOCTOR_NOTE, "filter on", "may block perf",
	       "--cap-add PERFMON");
	expect(&d, "machine", DOCTOR_NOTE, "kvm, docker", "neighbours disturb",
	       "bare metal");
	expect(&d, "CPUs", DOCTOR_NOTE, "1 of 2 allowed", "shared with tare",
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
	expect(&d, "quota", DOCTOR_OK, "none, throttling unseen", "", "");
	expect(&d, "ASLR", DOCTOR_OK, "absent", "", "");
}

/* The text in a terminal so wide, malloc'ed. */
static char *print(const struct doctor *doctor, unsigned columns, bool colour)
{
	const struct report_style style = {.colour = colour,
					   .columns = columns};
	struct err err = {0};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int rc = doctor_print(doctor, &style, out, &err);

	(void)fclose(out);
	cr_assert(zero(int, rc), "%s", err.text);
	return text;
}

/* Lines of TEXT, none of which is wider than COLUMNS. */
static size_t lines_within(char *text, unsigned columns)
{
	char *rest = text, *line;
	size_t lines = 0;

	while ((line = strsep(&rest, "\n")) && rest) {
		lines++;
		cr_assert(le(sz, str_columns(line), columns), "'%s'", line);
	}
	return lines;
}

Test(doctor, fits_on_a_screen_everywhere)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		struct doctor d;

		doctor_look(&d, roots[i]);
		char *text = print(&d, DOCTOR_SCREEN_COLUMNS, false);
		cr_assert(not(text_has(text, "...")), "cut: '%s'", text);
		size_t lines = lines_within(text, DOCTOR_SCREEN_COLUMNS);
		cr_assert(eq(sz, lines, d.count + 2), "a line was broken");
		cr_assert(le(sz, lines, DOCTOR_SCREEN_LINES));
		cr_assert(ge(sz, d.count, 22));
		free(text);
	}
}

Test(doctor, narrow_terminals_lose_nothing)
{
	struct doctor d;

	doctor_look(&d, ROOT("cgroup2"));
	char *text = print(&d, 40, false);
	cr_assert(text_has(text, "\n! governor  powersave\n            clock "
				 "moves; cpupower\n"),
		  "%s", text);
	(void)lines_within(text, 40);
	free(text);
}

Test(doctor, each_trouble_has_effect_and_mend)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		struct doctor d;

		doctor_look(&d, roots[i]);
		for (size_t k = 0; k < d.count; k++) {
			const struct doctor_line *line = &d.line[k];
			bool trouble = line->level != DOCTOR_OK;
			cr_assert(not(trouble && !line->effect[0]), "%s",
				  line->what);
			cr_assert(eq(int, line->mend[0] != '\0', trouble));
			cr_assert(ne(chr, line->state[0], '\0'));
		}
	}
}

Test(doctor, colour_only_when_asked)
{
	struct doctor d;

	doctor_look(&d, ROOT("cgroup2"));
	char *plain = print(&d, 80, false);
	char *coloured = print(&d, 80, true);
	cr_assert(not(text_has(plain, "\033")));
	cr_assert(text_has(coloured, "\033[31m! governor"));
	free(plain);
	free(coloured);
}

/* Whatever this machine has: no counter is absent without saying why. */
Test(doctor, every_counter_is_there_or_says_why)
{
	struct doctor d;
	size_t hardware = 0;

	doctor_look(&d, "");
	for (size_t i = 0; i < d.counter_count; i++) {
		const struct doctor_counter *counter = &d.counter[i];

		hardware += counter->provider == PROVIDER_HARDWARE;
		if (counter->available)
			continue;
		cr_assert(ne(chr, counter->errno_name[0], '\0'), "%s",
			  counter->name);
		cr_assert(ne(chr, counter->reason[0], '\0'), "%s",
			  counter->name);
		cr_assert(ne(chr, counter->mend[0], '\0'), "%s", counter->name);
	}
	cr_assert(ge(sz, hardware, 6));
}

static struct doctor noisy(void)
{
	return (struct doctor){.noise = {.measured = true,
					 .theta = 0.02,
					 .interference = {.wall_ns = 5e9,
							  .steal_ticks = 25,
							  .psi_cpu_us = -1},
					 .bench = {{.name = "multiply",
						    .pairs = 31,
						    .pair_ns = 80e6,
						    .sd = 0.0625,
						    .second = 12,
						    .mde = 0.125,
						    .needs_ns = 1.1e9,
						    .slices = 775,
						    .disturbed = 31},
						   {.name = "sort",
						    .pairs = 31,
						    .sd = 0.125,
						    .mde = (double)NAN,
						    .needs_ns = 114e9,
						    .slices = 775},
						   {.name = "table",
						    .pairs = 1,
						    .sd = (double)NAN,
						    .mde = (double)NAN,
						    .needs_ns = (double)NAN,
						    .slices = 25}},
					 .bench_count = 3}};
}

Test(doctor, noise_says_what_a_gate_finds)
{
	struct doctor d = noisy();
	char *text = print(&d, 80, false);

	cr_assert(text_has(text, "\nnoise, 5.0 s: disturbed slices 2.0 %, "
				 "steal 5.0 %\n"),
		  "%s", text);
	cr_assert(text_has(text, "\n  multiply  31 pairs, sd 6.25 %; a gate of "
				 "1 s finds 12.5 %; 2 % takes 1.1 s\n"),
		  "%s", text);
	cr_assert(text_has(text, "\n  sort      31 pairs, sd 12.50 %; a gate "
				 "of 1 s finds nothing; 2 % takes 114 s\n"),
		  "%s", text);
	cr_assert(text_has(text, "\n  table     1 pairs; a gate of 1 s finds "
				 "nothing\n"),
		  "%s", text);
	cr_assert(not(text_has(text, "nan")));
	free(text);
}

Test(doctor, noise_that_was_not_measured_says_why)
{
	struct doctor d = {.noise = {.reason = "no plugin 'selftest'"}};
	char *text = print(&d, 80, false);

	cr_assert(text_has(text, "not measured: no plugin 'selftest'\n"), "%s",
		  text);
	free(text);
}

/* The document of DOCTOR, malloc'ed. */
static char *write_json(const struct doctor *doctor)
{
	struct err err = {0};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int rc = doctor_write(doctor, out, &err);

	(void)fclose(out);
	cr_assert(zero(int, rc), "%s", err.text);
	return text;
}

Test(doctor, json_has_the_noise)
{
	struct doctor d = noisy();
	char *text = write_json(&d);

	cr_assert(text_has(text, "{\"bench\":\"multiply\",\"pairs\":31,"
				 "\"pair_ns\":80000000,\"pair_sd\":0.0625,"
				 "\"pairs_a_second\":12,\"mde_a_second\":"
				 "0.125,\"needs_ns\":1100000000,"),
		  "%s", text);
	cr_assert(text_has(text, "\"pair_sd\":null"));
	cr_assert(text_has(text, "\"unfit\":null"));
	free(text);
}

Test(doctor, json_has_every_line)
{
	struct doctor d;

	doctor_look(&d, ROOT("cgroup2"));
	char *text = write_json(&d);
	cr_assert(text_begins(text, "{\"schema\":\"tare.doctor/1\""));
	cr_assert(text_has(text, "\"cpu_signature\":\"GenuineIntel-6-85-4\""));
	cr_assert(text_has(text, "{\"what\":\"governor\",\"level\":\"warn\","
				 "\"state\":\"powersave\",\"effect\":\"clock "
				 "moves\",\"mend\":\"cpupower frequency-set -g "
				 "performance\",\"detail\":null}"));
	cr_assert(text_has(text, "\"what\":\"seccomp\",\"level\":\"ok\","
				 "\"state\":\"no filter\",\"effect\":null"));
	cr_assert(text_has(text, "{\"name\":\"task-clock\",\"provider\":"
				 "\"os\",\"available\":true}"));
	cr_assert(text_has(text, "\"noise\":null"));
	free(text);
}
