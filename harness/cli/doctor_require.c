/* What a machine must have: `tare doctor --require`. */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/doctor.h"
#include "cli/doctor_look.h"

static const char *const names[DOCTOR_REQUIREMENTS] = {
    [REQUIRE_HARDWARE] = "hardware",       [REQUIRE_SIMULATED] = "simulated",
    [REQUIRE_ALLOCATIONS] = "allocations", [REQUIRE_QUIET] = "quiet",
    [REQUIRE_CHARTS] = "charts",
};

const char *doctor_requirement_name(enum doctor_requirement requirement)
{
	return names[requirement];
}

static int add_word(const char *word, unsigned *bits, struct err *err)
{
	const char *nearest;

	for (unsigned i = 0; i < DOCTOR_REQUIREMENTS; i++) {
		if (strcmp(word, names[i]) == 0) {
			*bits |= 1u << i;
			return 0;
		}
	}
	nearest = str_nearest(word, names, DOCTOR_REQUIREMENTS);
	return err_set(err, ERR_USAGE,
		       "--require: expected words of hardware, simulated, "
		       "allocations, quiet and charts, found '%s'%s%s%s",
		       str_shown(word).text, nearest ? "; did you mean '" : "",
		       nearest ? nearest : "", nearest ? "'?" : "");
}

int doctor_require_parse(const char *list, unsigned *ret, struct err *err)
{
	CLEANUP(mem_free) char *words = strdup(list);
	char *rest = words, *word;
	int r = words ? 0 : err_nomem(err, "--require");

	while (r == 0 && (word = strsep(&rest, ",")))
		r = add_word(word, ret, err);
	return r;
}

/* Counter NAME, or NULL. */
static const struct doctor_counter *find_counter(const struct doctor *doctor,
						 const char *name)
{
	for (size_t i = 0; i < doctor->counter_count; i++)
		if (strcmp(doctor->counter[i].name, name) == 0)
			return &doctor->counter[i];
	return NULL;
}

static bool lacks_counter(const struct doctor *doctor, const char *name,
			  char *buf, size_t size)
{
	const struct doctor_counter *counter = find_counter(doctor, name);

	if (counter && counter->available)
		return false;
	if (counter)
		(void)snprintf(buf, size, "%s: %s, %s; mend: %s", name,
			       counter->errno_name, counter->reason,
			       counter->mend);
	else
		(void)snprintf(buf, size, "%s: could not be looked for", name);
	return true;
}

static bool lacks_quiet(const struct doctor_noise *noise, char *buf,
			size_t size)
{
	if (noise->measured && !noise->unfit[0])
		return false;
	(void)snprintf(buf, size, "%s",
		       noise->unfit[0]    ? noise->unfit
		       : noise->reason[0] ? noise->reason
					  : "the noise was not measured");
	return true;
}

static bool lacks_charts(const struct doctor *doctor, char *buf, size_t size)
{
	for (size_t i = 0; i < doctor->count; i++) {
		const struct doctor_line *line = &doctor->line[i];

		if (strcmp(line->what, LOOK_CHARTS) != 0 ||
		    line->level == DOCTOR_OK)
			continue;
		(void)snprintf(buf, size, LOOK_CHARTS " is %s; mend: %s",
			       line->state, line->mend);
		return true;
	}
	return false;
}

bool doctor_lacks(const struct doctor *doctor,
		  enum doctor_requirement requirement, char *buf, size_t size)
{
	switch (requirement) {
	case REQUIRE_HARDWARE:
		return lacks_counter(doctor, "cycles", buf, size) ||
		       lacks_counter(doctor, "instructions", buf, size);
	case REQUIRE_SIMULATED:
		return lacks_counter(doctor, "sim.instructions", buf, size);
	case REQUIRE_ALLOCATIONS:
		return lacks_counter(doctor, "allocs", buf, size);
	case REQUIRE_QUIET:
		return lacks_quiet(&doctor->noise, buf, size);
	case REQUIRE_CHARTS:
		return lacks_charts(doctor, buf, size);
	case DOCTOR_REQUIREMENTS:
		break;
	}
	return false;
}
