/*
 * Names that libpfm4 knows: "RETIRED_BRANCH_INSTRUCTIONS:c=1". Its tables are
 * large, and would make each worker's start slower; they are in a program of
 * their own, tare-events, which is run where such a name is asked for.
 */
#ifndef COUNTERS_LIBRARY_H
#define COUNTERS_LIBRARY_H

#include "base/err.h"
#include "base/mem.h"
#include "counters/counters.h"

enum library_answer {
	LIBRARY_FOUND,
	LIBRARY_UNKNOWN, /* it has no such name */
	LIBRARY_UNFIT,   /* not counted in user space, or not by a CPU */
	LIBRARY_ABSENT,  /* tare was built without libpfm4 */
};

/* The program below this executable, malloc'ed; NULL: there is none. */
char *library_program(void);
/*
 * What NAME means, by PROGRAM (NULL: there is none), which is asked once a
 * process for each name that it knows.
 */
enum library_answer library_find(const char *program, const char *name,
				 struct counter_code *ret);
/* All names, malloc'ed, one a line; NULL: none is to be had. */
char *library_names(const char *program);

#endif
