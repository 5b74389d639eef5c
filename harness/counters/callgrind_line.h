/*
 * Words and numbers of a line that callgrind wrote.
 */
#ifndef COUNTERS_CALLGRIND_LINE_H
#define COUNTERS_CALLGRIND_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* A line, without its end; moves as it is read. */
struct line {
	const char *at, *end;
};

/* Moves behind WORD if the line goes on with it. */
bool line_skip(struct line *line, const char *word);
void line_skip_blanks(struct line *line);
bool line_at_digit(const struct line *line);
/* False if there is none, or none of 64 bits. */
bool line_number(struct line *line, uint64_t *ret);
/* The next word; empty at the end. */
struct line line_word(struct line *line);

#endif
