/* What a machine must have: tare doctor --require. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "cli/doctor.h"
#include "text.h"

/* Has everything, and was quiet. */
static struct doctor doctor;

static void setup(void)
{
	static const char *const name[] = {"cycles", "instructions",
					   "cache-misses", "sim.instructions",
					   "allocs"};

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		struct doctor_counter *c = &doctor.counter[i];

		(void)strcpy(c->name, name[i]);
		c->available = true;
		(void)strcpy(c->errno_name, "ENOENT");
		(void)strcpy(c->reason, "there is none");
		(void)strcpy(c->mend, "get one");
		doctor.counter_count++;
	}
	doctor.count = 1;
	doctor.line[0] = (struct doctor_line){.what = "gnuplot",
					      .state = "missing",
					      .mend = "apt-get install it"};
	doctor.noise.measured = true;
}

TestSuite(doctor_require, .init = setup);

static unsigned parse(const char *list)
{
	unsigned bits = 0;
	struct err err = {0};

	cr_assert(zero(int, doctor_require_parse(list, &bits, &err)), "%s",
		  err.text);
	return bits;
}

Test(doctor_require, words_add_up)
{
	cr_assert(eq(uint, parse("hardware"), 1u << REQUIRE_HARDWARE));
	cr_assert(eq(uint, parse("charts,quiet,charts"),
		     1u << REQUIRE_CHARTS | 1u << REQUIRE_QUIET));
	for (int i = 0; i < DOCTOR_REQUIREMENTS; i++)
		cr_assert(eq(
		    uint,
		    parse(doctor_requirement_name((enum doctor_requirement)i)),
		    1u << i));
}

static void refused(const char *list, const char *text)
{
	unsigned bits = 0;
	struct err err = {0};

	cr_assert(eq(int, doctor_require_parse(list, &bits, &err), -ERR_USAGE));
	cr_assert(text_has(err.text, text), "%s", err.text);
}

Test(doctor_require, other_words_are_refused)
{
	refused("quite", "found 'quite'; did you mean 'quiet'?");
	refused("hardware,", "expected words of hardware, simulated, "
			     "allocations, quiet and charts, found ''");
	refused("bananas", "found 'bananas'");
}

static void has(enum doctor_requirement requirement)
{
	char why[256];

	cr_assert(not(doctor_lacks(&doctor, requirement, why, sizeof(why))),
		  "%s", why);
}

static void lacks(enum doctor_requirement requirement, const char *text)
{
	char why[256] = "";

	cr_assert(doctor_lacks(&doctor, requirement, why, sizeof(why)));
	cr_assert(text_has(why, text), "%s", why);
}

Test(doctor_require, all_is_there)
{
	for (int i = 0; i < DOCTOR_REQUIREMENTS; i++)
		has((enum doctor_requirement)i);
}

Test(doctor_require, hardware_is_cycles_and_instructions)
{
	doctor.counter[2].available = false;
	has(REQUIRE_HARDWARE);
	doctor.counter[1].available = false;
	lacks(REQUIRE_HARDWARE,
	      "instructions: ENOENT, there is none; mend: get one");
	doctor.counter[0].available = false;
	lacks(REQUIRE_HARDWARE, "cycles: ENOENT");
	doctor.counter_count = 0;
	lacks(REQUIRE_HARDWARE, "cycles: could not be looked for");
}

Test(doctor_require, passes_that_count)
{
	doctor.counter[3].available = doctor.counter[4].available = false;
	lacks(REQUIRE_SIMULATED, "sim.instructions: ENOENT");
	lacks(REQUIRE_ALLOCATIONS, "allocs: ENOENT");
}

Test(doctor_require, quiet_was_measured)
{
	(void)strcpy(doctor.noise.unfit, "55 % of the slices were disturbed");
	lacks(REQUIRE_QUIET, "55 % of the slices");
	doctor.noise = (struct doctor_noise){.reason = "no plugin"};
	lacks(REQUIRE_QUIET, "no plugin");
	doctor.noise = (struct doctor_noise){.measured = false};
	lacks(REQUIRE_QUIET, "the noise was not measured");
}

Test(doctor_require, charts)
{
	doctor.line[0].level = DOCTOR_NOTE;
	lacks(REQUIRE_CHARTS, "gnuplot is missing; mend: apt-get install it");
}
