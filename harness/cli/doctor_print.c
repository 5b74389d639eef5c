#include <string.h>

#include "base/str.h"
#include "cli/doctor.h"

#define WHAT_COLUMNS  8
#define STATE_COLUMNS 16
#define COLOUR_WARN   "\033[31m"
#define COLOUR_NOTE   "\033[33m"
#define COLOUR_OFF    "\033[0m"

static const char mark[] = {
    [DOCTOR_OK] = ' ',
    [DOCTOR_NOTE] = '~',
    [DOCTOR_WARN] = '!',
};

static const char *colour_of(enum doctor_level level)
{
	switch (level) {
	case DOCTOR_OK:
		return "";
	case DOCTOR_NOTE:
		return COLOUR_NOTE;
	case DOCTOR_WARN:
		return COLOUR_WARN;
	}
	return "";
}

static void print_line(const struct doctor_line *line, FILE *out, bool colour)
{
	const char *on = colour ? colour_of(line->level) : "";
	char text[256], shown[DOCTOR_SCREEN_COLUMNS + 1];

	if (line->effect[0])
		(void)snprintf(text, sizeof(text), "%c %-*s %-*s %s; %s",
			       mark[line->level], WHAT_COLUMNS, line->what,
			       STATE_COLUMNS, line->state, line->effect,
			       line->mend);
	else
		(void)snprintf(text, sizeof(text), "%c %-*s %s",
			       mark[line->level], WHAT_COLUMNS, line->what,
			       line->state);
	(void)fprintf(out, "%s%s%s\n", on,
		      str_printable(shown, sizeof(shown), text),
		      *on ? COLOUR_OFF : "");
}

static size_t count_level(const struct doctor *doctor, enum doctor_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < doctor->count; i++)
		n += doctor->line[i].level == level;
	return n;
}

void doctor_print(const struct doctor *doctor, FILE *out, bool colour)
{
	size_t warn = count_level(doctor, DOCTOR_WARN);
	size_t note = count_level(doctor, DOCTOR_NOTE);
	char model[48];

	(void)fprintf(
	    out, "machine %s: %s\n",
	    doctor->machine.id[0] ? doctor->machine.id : "unknown",
	    str_printable(model, sizeof(model), doctor->machine.cpu_model));
	for (size_t i = 0; i < doctor->count; i++)
		print_line(&doctor->line[i], out, colour);
	(void)fprintf(out,
		      "! %zu to mend, ~ %zu to know; each: state, effect; "
		      "mend. More: tare doctor --json\n",
		      warn, note);
}
