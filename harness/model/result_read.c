#include <string.h>

#include "base/file.h"
#include "model/gate_json.h"
#include "model/journal.h"

/* The verdict of each case is the one of the outcome. */
static void link_verdicts(struct result *ret)
{
	size_t i;

	for (i = 0; ret->outcome && i < ret->outcome->verdict_count; i++) {
		struct verdict *verdict = &ret->outcome->verdict[i];
		struct result_case *found = result_find(ret, verdict->id);

		if (found)
			found->verdict = verdict;
	}
}

static int from_doc(const struct json_doc *doc, struct result *ret,
		    struct err *err)
{
	struct json_at root = json_at_root(doc, ERR_FORMAT);

	TRY(codec_schema(&root, RESULT_SCHEMA, err));
	TRY(result_head_read(&root, ret, err));
	TRY(result_cases_read(&root, ret, err));
	TRY(gate_outcome_read(&root, &ret->arena, &ret->outcome, err));
	link_verdicts(ret);
	return 0;
}

static int read_document(const char *name, const char *text, size_t length,
			 struct result *ret, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	TRY(json_doc_parse(&doc, name, text, length, ERR_FORMAT, err));
	return from_doc(&doc, ret, err);
}

static int parse(const char *name, const char *text, size_t length,
		 struct result *ret, struct err *err)
{
	TRY(journal_detect(text, length)
		? journal_parse(ret, name, text, length, err)
		: read_document(name, text, length, ret, err));
	TRY(result_check_slices(ret, name, err));
	ret->path = arena_strdup(&ret->arena, name, err);
	return ret->path ? 0 : -ERR_NOMEM;
}

int result_parse(struct result *result, const char *name, const char *text,
		 size_t length, struct err *err)
{
	struct result fresh CLEANUP(result_release) = {
	    .arena.limit_bytes = RESULT_MAX_MEMORY_BYTES,
	};
	int status;

	if (length > RESULT_MAX_BYTES)
		return err_set(err, ERR_LIMIT,
			       "%s: %zu bytes; a result has at most %u", name,
			       length, RESULT_MAX_BYTES);
	status = parse(name, text, length, &fresh, err);
	/* The arena says what it is short of, not of which file. */
	if (status == -ERR_NOMEM && err && err->code == ERR_LIMIT)
		return err_wrap(err, "%s", name);
	if (status < 0)
		return status;
	fresh.arena.limit_bytes = 0; /* of what a file makes it take */
	*result = fresh;
	memset(&fresh, 0, sizeof(fresh));
	return 0;
}

int result_read(struct result *result, const char *path, struct err *err)
{
	char *text CLEANUP(mem_free) = NULL;
	size_t length;

	TRY(file_read(path, RESULT_MAX_BYTES, &text, &length, err));
	return result_parse(result, path, text, length, err);
}
