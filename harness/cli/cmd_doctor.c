/* tare doctor: what this machine can measure, and what disturbs it. */
#include "cli/cli.h"
#include "cli/doctor.h"

struct doctor_options {
	bool json, noise;
	unsigned required; /* bits of enum doctor_requirement */
};

enum { KEY_NOISE = 1000, KEY_REQUIRE };

static const struct argp_option table[] = {
    {"json", 'j', NULL, 0, "one JSON document, tare.doctor/1", 0},
    {"noise", KEY_NOISE, NULL, 0,
     "measure the machine's noise for 5 s, and what a gate can see here", 0},
    {"require", KEY_REQUIRE, "WORDS", 0,
     "exit with 6 unless it has all of these, with commas: hardware, "
     "simulated, allocations, quiet (measures the noise), charts",
     0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct doctor_options *options = state->input;
	struct err err = {0};

	switch (key) {
	case 'j':
		options->json = true;
		return 0;
	case KEY_NOISE:
		options->noise = true;
		return 0;
	case KEY_REQUIRE:
		if (doctor_require_parse(arg, &options->required, &err) < 0)
			argp_error(state, "%s", err.text);
		if (options->required & 1u << REQUIRE_QUIET)
			options->noise = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp doctor_argp = {
    .options = table,
    .parser = parse,
    .doc = "Show what this machine can measure, what disturbs it and what "
	   "mends each. Exit code 0 unless something required is missing.",
};

/* A line for each requirement that is not met. */
static int check(const struct doctor *doctor, unsigned required)
{
	enum exit_code status = EXIT_PASS;
	char why[640];

	for (unsigned i = 0; i < DOCTOR_REQUIREMENTS; i++) {
		enum doctor_requirement r = (enum doctor_requirement)i;
		struct err err = {0};

		if (!(required & 1u << i) ||
		    !doctor_lacks(doctor, r, why, sizeof(why)))
			continue;
		(void)err_set(&err, ERR_UNFIT, "this machine has no '%s': %s",
			      doctor_requirement_name(r), why);
		status = exit_worst(status, (enum exit_code)fail(&err));
	}
	return (int)status;
}

static int show(const struct doctor *doctor, bool json, struct err *err)
{
	struct report_style style = style_of(stdout);
	int r = json ? doctor_write(doctor, stdout, err)
		     : doctor_print(doctor, &style, stdout, err);

	return r < 0 ? r : flush_stdout(err);
}

int cmd_doctor(int argc, char **argv)
{
	struct doctor_options options = {0};
	struct doctor doctor;
	struct err err = {0};

	(void)argp_parse(&doctor_argp, argc, argv, 0, NULL, &options);
	doctor_look(&doctor, "");
	if (options.noise && doctor_noise(&doctor, &err) < 0)
		return fail(&err);
	if (show(&doctor, options.json, &err) < 0)
		return fail(&err);
	return check(&doctor, options.required);
}
