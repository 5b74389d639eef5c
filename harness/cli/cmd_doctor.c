/* tare doctor: what this machine can measure, and what disturbs it. */
#include "cli/cli.h"
#include "cli/doctor.h"

struct doctor_options {
	bool json;
};

static const struct argp_option table[] = {
    {"json", 'j', NULL, 0, "one JSON document, tare.doctor/1", 0},
    {0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct doctor_options *options = state->input;

	(void)arg;
	if (key != 'j')
		return ARGP_ERR_UNKNOWN;
	options->json = true;
	return 0;
}

static const struct argp doctor_argp = {
    .options = table,
    .parser = parse,
    .doc = "Show what this machine can measure, what disturbs it and what "
	   "mends each.",
};

int cmd_doctor(int argc, char **argv)
{
	struct doctor_options options = {0};
	struct doctor doctor;
	struct err err = {0};

	(void)argp_parse(&doctor_argp, argc, argv, 0, NULL, &options);
	doctor_look(&doctor, "");
	if (!options.json)
		doctor_print(&doctor, stdout, style_of(stdout).colour);
	else if (doctor_write(&doctor, stdout, &err) < 0)
		return fail(&err);
	return flush_stdout(&err) < 0 ? fail(&err) : EXIT_PASS;
}
