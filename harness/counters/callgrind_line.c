#include "counters/callgrind_line.h"

#include <string.h>

bool line_skip(struct line *line, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(line->end - line->at) < length ||
	    memcmp(line->at, word, length) != 0)
		return false;
	line->at += length;
	return true;
}

void line_skip_blanks(struct line *line)
{
	while (line->at < line->end && (*line->at == ' ' || *line->at == '\t'))
		line->at++;
}

bool line_at_digit(const struct line *line)
{
	return line->at < line->end && *line->at >= '0' && *line->at <= '9';
}

bool line_number(struct line *line, uint64_t *ret)
{
	uint64_t value = 0;
	bool ok = line_at_digit(line);

	for (; line_at_digit(line); line->at++)
		ok = ok && !__builtin_mul_overflow(value, 10, &value) &&
		     !__builtin_add_overflow(value, (uint64_t)(*line->at - '0'),
					     &value);
	*ret = value;
	return ok;
}

struct line line_word(struct line *line)
{
	struct line word;

	line_skip_blanks(line);
	word.at = line->at;
	while (line->at < line->end && *line->at != ' ' && *line->at != '\t')
		line->at++;
	word.end = line->at;
	return word;
}
