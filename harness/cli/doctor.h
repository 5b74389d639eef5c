/*
 * What `tare doctor` looks at, and how it is shown.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

#include "model/doctor.h"

#define DOCTOR_SCREEN_LINES   24
#define DOCTOR_SCREEN_COLUMNS 80

/* ROOT is "" for the real machine, or a folder with proc/ and sys/. */
void doctor_look(struct doctor *ret, const char *root);
/* At most one screen. */
void doctor_print(const struct doctor *doctor, FILE *out, bool colour);

#endif
