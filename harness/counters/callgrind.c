#include "counters/callgrind.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "counters/callgrind_line.h"
#include "counters/callgrind_names.h"

struct parser {
	struct callgrind *ret;
	struct arena *arena;
	struct err *err;
	size_t capacity; /* of ret->part, malloc'ed until the end */
	struct callgrind_part *part;
	struct callgrind_names functions, objects;
	struct callgrind_table table;
	/* Of the cost lines that follow; NULL: none yet. */
	char *function, *object, *called, *called_object;
	size_t positions;  /* columns before the costs */
	bool elsewhere;    /* called_object holds, also if unknown */
	bool after_calls;  /* the next cost line is what a call cost */
	bool has_totals;   /* of the part */
	size_t instr_slot; /* of "Ir" in the part's events */
};

static void parser_release(struct parser *parser)
{
	callgrind_names_release(&parser->functions);
	callgrind_names_release(&parser->objects);
	callgrind_table_release(&parser->table);
	free(parser->part);
}

static int fail(struct parser *parser, const char *what)
{
	return err_set(parser->err, ERR_FORMAT, "%s", what);
}

static char *copy(struct parser *parser, const struct line *text)
{
	return arena_strndup(parser->arena, text->at,
			     (size_t)(text->end - text->at), parser->err);
}

static int end_part(struct parser *parser)
{
	struct callgrind *ret = parser->ret;

	if (ret->part_count == 0)
		return 0;
	if (!parser->has_totals)
		return fail(parser, "a part without totals: it was cut off");
	return callgrind_table_take(&parser->table, parser->arena,
				    &parser->part[ret->part_count - 1],
				    parser->err);
}

static int begin_part(struct parser *parser)
{
	int rc = end_part(parser);

	if (rc == 0 && parser->ret->part_count == CALLGRIND_MAX_PARTS)
		return fail(parser, "too many parts");
	if (rc == 0)
		rc = vec_reserve(&parser->part, &parser->capacity,
				 parser->ret->part_count, sizeof(*parser->part),
				 parser->err);
	if (rc < 0)
		return rc;
	parser->ret->part_count++;
	parser->has_totals = false;
	parser->function = parser->object = NULL;
	parser->called = parser->called_object = NULL;
	parser->elsewhere = parser->after_calls = false;
	parser->positions = 1;
	return 0;
}

static struct callgrind_part *part_of(struct parser *parser)
{
	size_t count = parser->ret->part_count;

	return count > 0 ? &parser->part[count - 1] : NULL;
}

static int read_events(struct parser *parser, struct line *line)
{
	struct callgrind_part *part = part_of(parser);

	part->event_count = 0;
	parser->instr_slot = CALLGRIND_MAX_EVENTS;
	for (struct line word = line_word(line); word.at < word.end;
	     word = line_word(line)) {
		size_t slot = part->event_count;

		if (slot == CALLGRIND_MAX_EVENTS)
			return fail(parser, "too many events");
		part->event[slot] = copy(parser, &word);
		if (!part->event[slot])
			return -ERR_NOMEM;
		if (strcmp(part->event[slot], "Ir") == 0)
			parser->instr_slot = slot;
		part->event_count++;
	}
	if (parser->instr_slot == CALLGRIND_MAX_EVENTS)
		return fail(parser,
			    "instructions (Ir) are not among the events");
	return 0;
}

static int read_totals(struct parser *parser, struct line *line)
{
	struct callgrind_part *part = part_of(parser);

	for (size_t slot = 0;; slot++) {
		line_skip_blanks(line);
		if (line->at == line->end)
			break;
		if (slot == part->event_count)
			return fail(parser, "more totals than events");
		if (!line_number(line, &part->total[slot]))
			return fail(parser, "a total that is no number");
	}
	parser->has_totals = true;
	return 0;
}

static int read_positions(struct parser *parser, struct line *line)
{
	size_t count = 0;

	for (struct line word = line_word(line); word.at < word.end;
	     word = line_word(line))
		count++;
	if (count < 1 || count > 2)
		return fail(parser, "expected one or two positions");
	parser->positions = count;
	return 0;
}

/* "Trigger: Client Request: LABEL"; other descriptions are not needed. */
static int read_description(struct parser *parser, struct line *line)
{
	struct callgrind_part *part = part_of(parser);

	line_skip_blanks(line);
	if (!part || !line_skip(line, "Trigger: Client Request: "))
		return 0;
	part->trigger = copy(parser, line);
	return part->trigger ? 0 : -ERR_NOMEM;
}

static int read_name(struct parser *parser, struct line *line,
		     struct callgrind_names *names, char **ret)
{
	return callgrind_name(names, parser->arena, line->at,
			      (size_t)(line->end - line->at), ret, parser->err);
}

static int read_object(struct parser *parser, struct line *line, char **ret)
{
	int rc = read_name(parser, line, &parser->objects, ret);

	if (rc == 0 && strcmp(*ret, "???") == 0)
		*ret = NULL;
	return rc;
}

static int read_function(struct parser *parser, struct line *line)
{
	parser->called = parser->called_object = NULL;
	parser->elsewhere = false;
	return read_name(parser, line, &parser->functions, &parser->function);
}

/* "calls=COUNT POSITION...", of cfn, in cob or the caller's object. */
static int read_calls(struct parser *parser, struct line *line)
{
	struct callgrind_function *to;
	uint64_t count;

	if (!parser->called || !line_number(line, &count))
		return fail(parser, "calls of no function, or no number");
	int rc = callgrind_table_find(&parser->table, parser->called,
				      parser->elsewhere ? parser->called_object
							: parser->object,
				      &to, parser->err);
	if (rc < 0)
		return rc;
	if (__builtin_add_overflow(to->calls, count, &to->calls))
		return fail(parser, "calls overflow");
	parser->called = parser->called_object = NULL;
	parser->elsewhere = false;
	parser->after_calls = true;
	return 0;
}

/* "+3 64 12": positions, then costs; zeros at the end may be left out. */
static int read_costs(struct parser *parser, struct line *line)
{
	struct callgrind_function *to;
	uint64_t cost = 0;

	for (size_t i = 0; i < parser->positions; i++)
		(void)line_word(line);
	for (size_t slot = 0; slot <= parser->instr_slot; slot++) {
		line_skip_blanks(line);
		cost = 0;
		if (line->at == line->end)
			break;
		if (!line_number(line, &cost))
			return fail(parser, "a cost that is no number");
	}
	if (parser->after_calls) {
		parser->after_calls = false;
		return 0;
	}
	if (!parser->function)
		return fail(parser, "costs of no function");
	int rc = callgrind_table_find(&parser->table, parser->function,
				      parser->object, &to, parser->err);
	if (rc < 0)
		return rc;
	if (__builtin_add_overflow(to->instructions, cost, &to->instructions))
		return fail(parser, "costs overflow");
	return 0;
}

/* A line of a part. */
static int read_body(struct parser *parser, struct line *line)
{
	if (line_skip(line, "events:"))
		return read_events(parser, line);
	if (line_skip(line, "positions:"))
		return read_positions(parser, line);
	if (line_skip(line, "totals:"))
		return read_totals(parser, line);
	if (line_skip(line, "fn="))
		return read_function(parser, line);
	if (line_skip(line, "cfn="))
		return read_name(parser, line, &parser->functions,
				 &parser->called);
	if (line_skip(line, "ob="))
		return read_object(parser, line, &parser->object);
	if (line_skip(line, "cob=")) {
		parser->elsewhere = true;
		return read_object(parser, line, &parser->called_object);
	}
	if (line_skip(line, "calls="))
		return read_calls(parser, line);
	if (line_at_digit(line) || *line->at == '+' || *line->at == '-' ||
	    *line->at == '*')
		return read_costs(parser, line);
	return 0; /* files, jumps, and what newer versions add */
}

static int read_line(struct parser *parser, struct line *line)
{
	if (line->at == line->end || *line->at == '#')
		return 0;
	if (line_skip(line, "part:"))
		return begin_part(parser);
	if (line_skip(line, "desc:"))
		return read_description(parser, line);
	if (parser->ret->part_count == 0)
		return 0; /* the file's own header */
	return read_body(parser, line);
}

static int read_lines(struct parser *parser, const char *name, const char *text,
		      size_t length)
{
	const char *at = text, *end = text + length;
	size_t number = 1;

	for (; at < end; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		struct line line = {at, newline ? newline : end};
		int rc = read_line(parser, &line);

		if (rc < 0)
			return rc == -ERR_FORMAT
				   ? err_wrap(parser->err, "'%s': line %zu",
					      str_shown(name).text, number)
				   : rc;
		at = newline ? newline + 1 : end;
	}
	if (parser->ret->part_count == 0)
		return err_set(parser->err, ERR_FORMAT,
			       "'%s': not a file of callgrind: it has no part",
			       str_shown(name).text);
	return end_part(parser) < 0
		   ? err_wrap(parser->err, "'%s'", str_shown(name).text)
		   : 0;
}

/* The parts move to the arena. */
static int finish(struct parser *parser, struct callgrind *ret)
{
	size_t count = parser->ret->part_count;

	ret->part =
	    arena_array(parser->arena, count, sizeof(*ret->part), parser->err);
	if (!ret->part)
		return -ERR_NOMEM;
	memcpy(ret->part, parser->part, count * sizeof(*ret->part));
	ret->part_count = count;
	return 0;
}

int callgrind_parse(struct callgrind *ret, struct arena *arena,
		    const char *name, const char *text, size_t length,
		    struct err *err)
{
	struct callgrind found = {0};
	struct err why = {0};
	CLEANUP(parser_release)
	struct parser parser = {
	    .ret = &found,
	    .arena = arena,
	    .err = &why,
	};
	int rc = read_lines(&parser, name, text, length);

	if (rc == 0)
		rc = finish(&parser, ret);
	if (rc < 0)
		return err_set(err, why.code, "%s", why.text);
	return 0;
}

int callgrind_read(struct callgrind *ret, struct arena *arena, const char *path,
		   struct err *err)
{
	CLEANUP(mem_free) char *text = NULL;
	size_t length = 0;
	int rc = file_read(path, CALLGRIND_MAX_BYTES, &text, &length, err);

	return rc < 0 ? rc
		      : callgrind_parse(ret, arena, path, text, length, err);
}

bool callgrind_has(const struct callgrind_part *part, const char *event)
{
	for (size_t i = 0; i < part->event_count; i++)
		if (strcmp(part->event[i], event) == 0)
			return true;
	return false;
}

uint64_t callgrind_total(const struct callgrind_part *part, const char *event)
{
	for (size_t i = 0; i < part->event_count; i++)
		if (strcmp(part->event[i], event) == 0)
			return part->total[i];
	return 0;
}
