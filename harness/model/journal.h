/*
 * The journal of a run: how a result is recovered from it.
 */
#ifndef MODEL_JOURNAL_H
#define MODEL_JOURNAL_H

#include "model/result_json.h"

/* Does TEXT begin as a journal does? */
bool journal_detect(const char *text, size_t length);
/* Fills the zeroed *RET. A last line that was cut off is dropped. */
int journal_parse(struct result *ret, const char *name, const char *text,
		  size_t length, struct err *err);

#endif
