#include "model/journal.h"

#include <string.h>

#include "base/str.h"
#include "model/count_json.h"
#include "model/result_json.h"

static const char begin[] = "{\"schema\":\"tare.journal/";

bool journal_detect(const char *text, size_t length)
{
	size_t n = sizeof(begin) - 1;

	return length >= n && memcmp(text, begin, n) == 0;
}

/* The finished processes, in the order of the journal. */
struct entries {
	struct process_samples *item;
	size_t count, capacity;
};

/* What untimed passes counted, in the same order. */
struct counts {
	struct count_samples *item;
	size_t count, capacity;
};

struct found {
	struct entries entries;
	struct counts counts;
};

static void found_release(struct found *found)
{
	free(found->entries.item);
	free(found->counts.item);
}

/* Processes come from lines: those of a case are one part of an array. */
static int check_cases(const struct json_at *root, const struct result *ret,
		       struct err *err)
{
	size_t i;

	for (i = 0; i < ret->case_count; i++)
		if (ret->result_case[i].process_count ||
		    ret->result_case[i].base_process_count ||
		    ret->result_case[i].counted_count)
			return json_at_fail(
			    root, err,
			    "\"processes\" or \"counted\" within the first "
			    "line of a journal; "
			    "expected each on a line of its own");
	return 0;
}

static int read_head(struct result *ret, const char *name, const char *line,
		     size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};
	struct json_at root;

	TRY(json_doc_parse(&doc, name, line, length, ERR_FORMAT, err));
	root = json_at_root(&doc, ERR_FORMAT);
	TRY(codec_schema(&root, JOURNAL_SCHEMA, err));
	TRY(result_head_read(&root, ret, err));
	TRY(result_cases_read(&root, ret, err));
	return check_cases(&root, ret, err);
}

static int add_entry(struct entries *entries,
		     const struct process_samples *samples, struct err *err)
{
	TRY(vec_reserve(&entries->item, &entries->capacity, entries->count,
			sizeof(*samples), err));
	entries->item[entries->count++] = *samples;
	return 0;
}

static int add_count(struct counts *counts, const struct count_samples *samples,
		     struct err *err)
{
	TRY(vec_reserve(&counts->item, &counts->capacity, counts->count,
			sizeof(*samples), err));
	counts->item[counts->count++] = *samples;
	return 0;
}

static int check_index(const struct json_at *root, const struct result *ret,
		       uint32_t case_index, struct err *err)
{
	if (case_index < ret->case_count)
		return 0;
	return json_at_fail(root, err, "case %u, but the journal has %zu cases",
			    case_index, ret->case_count);
}

static int read_line(const struct json_at *root, struct result *ret,
		     struct found *found, struct err *err)
{
	struct process_samples samples;
	struct count_samples count;

	if (json_object_get(root->value, COUNT_KEY)) {
		TRY(count_from_json(root, &ret->arena, NULL, &count, err));
		TRY(check_index(root, ret, count.case_index, err));
		return add_count(&found->counts, &count, err);
	}
	TRY(samples_from_json(root, &ret->arena, NULL, &samples, err));
	TRY(check_index(root, ret, samples.case_index, err));
	return add_entry(&found->entries, &samples, err);
}

/* Lines of TEXT; what follows the last line break was cut off. */
struct lines {
	const char *text, *end;
};

static int read_lines(struct result *ret, const char *name, struct lines lines,
		      struct found *found, struct err *err)
{
	const char *text = lines.text, *end;
	char where[256];
	unsigned number = 2;

	for (; (end = memchr(text, '\n', (size_t)(lines.end - text)));
	     text = end + 1, number++) {
		struct json_doc doc CLEANUP(json_doc_release) = {0};
		struct json_at root;

		snprintf(where, sizeof(where), "%.200s, line %u", name, number);
		TRY(json_doc_parse(&doc, where, text, (size_t)(end - text),
				   ERR_FORMAT, err));
		root = json_at_root(&doc, ERR_FORMAT);
		TRY(read_line(&root, ret, found, err));
	}
	return 0;
}

static bool of_base(const struct process_samples *samples)
{
	return samples->side == PAIR_SIDE_BASE;
}

/* By case, the base's first, in the order of measurement. */
static int compare_entries(const void *a, const void *b)
{
	const struct process_samples *x = a, *y = b;

	if (x->case_index != y->case_index)
		return x->case_index < y->case_index ? -1 : 1;
	if (of_base(x) != of_base(y))
		return of_base(x) ? -1 : 1;
	return (x->process > y->process) - (x->process < y->process);
}

/* Gives each case its parts of the sorted entries. */
static int distribute(struct result *ret, struct entries *entries,
		      struct err *err)
{
	struct process_samples *all;
	size_t i;

	if (entries->count == 0)
		return 0;
	qsort(entries->item, entries->count, sizeof(*entries->item),
	      compare_entries);
	all = arena_array(&ret->arena, entries->count, sizeof(*all), err);
	if (!all)
		return -ERR_NOMEM;
	memcpy(all, entries->item, entries->count * sizeof(*all));
	for (i = 0; i < entries->count; i++) {
		struct result_case *c = &ret->result_case[all[i].case_index];

		if (of_base(&all[i]) && c->base_process_count++ == 0)
			c->base_process = &all[i];
		if (!of_base(&all[i]) && c->process_count++ == 0)
			c->process = &all[i];
	}
	return 0;
}

/* The same of counts. */
static int distribute_counts(struct result *ret, const struct counts *counts,
			     struct err *err)
{
	for (size_t i = 0; i < counts->count; i++) {
		struct result_case *c =
		    &ret->result_case[counts->item[i].case_index];

		if (++c->counted_count > RESULT_MAX_COUNTED)
			return err_set(err, ERR_LIMIT,
				       "case '%s' was counted by more than %d "
				       "processes",
				       str_shown(c->id).text,
				       RESULT_MAX_COUNTED);
	}
	for (size_t i = 0; i < ret->case_count; i++) {
		struct result_case *c = &ret->result_case[i];

		if (c->counted_count == 0)
			continue;
		c->counted = arena_array(&ret->arena, c->counted_count,
					 sizeof(*c->counted), err);
		if (!c->counted)
			return -ERR_NOMEM;
		c->counted_count = 0;
	}
	for (size_t i = 0; i < counts->count; i++) {
		const struct count_samples *item = &counts->item[i];
		struct result_case *c = &ret->result_case[item->case_index];

		c->counted[c->counted_count++] = *item;
	}
	return 0;
}

static bool any_alone(const struct process_samples *process, size_t count)
{
	size_t i;

	for (i = 0; i < count && !process[i].alone; i++)
		;
	return i < count;
}

/*
 * What was begun again with two execs is in the journal twice; and the line
 * of one side may be the last that was written. Whole pairs of the last
 * beginning stay.
 */
static void keep_pairs(struct result_case *c)
{
	struct process_samples *base = c->base_process, *head = c->process;
	bool alone = any_alone(base, c->base_process_count) ||
		     any_alone(head, c->process_count);
	size_t i = 0, k = 0, kept = 0;

	while (i < c->base_process_count && k < c->process_count) {
		if (base[i].process < head[k].process ||
		    base[i].alone != alone) {
			i++;
		} else if (head[k].process < base[i].process ||
			   head[k].alone != alone) {
			k++;
		} else {
			base[kept] = base[i++];
			head[kept++] = head[k++];
		}
	}
	c->base_process_count = kept;
	c->process_count = kept;
}

static void pair_up(struct result *ret)
{
	size_t i;

	for (i = 0; i < ret->case_count; i++) {
		struct result_case *c = &ret->result_case[i];

		if (c->base_process_count ||
		    (c->process_count && c->process->side == PAIR_SIDE_HEAD))
			keep_pairs(c);
	}
}

int journal_parse(struct result *ret, const char *name, const char *text,
		  size_t length, struct err *err)
{
	struct found found CLEANUP(found_release) = {0};
	const char *end = memchr(text, '\n', length);

	if (!end)
		return err_set(err, ERR_FORMAT,
			       "%s: the journal ends within its first line; "
			       "nothing was measured",
			       name);
	TRY(read_head(ret, name, text, (size_t)(end - text), err));
	ret->complete = false;
	TRY(read_lines(ret, name, (struct lines){end + 1, text + length},
		       &found, err));
	TRY(distribute(ret, &found.entries, err));
	TRY(distribute_counts(ret, &found.counts, err));
	pair_up(ret);
	return 0;
}
