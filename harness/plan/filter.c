#include <string.h>

#include "base/str.h"
#include "plan/internal.h"

/* "memory/copy" is a part of "memory/copy/n=64", but not of "memory/copyx". */
static bool is_leading_part(const char *part, const char *id)
{
	size_t length = strlen(part);

	return strncmp(part, id, length) == 0 &&
	       (id[length] == '\0' || id[length] == '/');
}

bool select_filter(const char *pattern, const char *id)
{
	if (!strpbrk(pattern, "*?["))
		return is_leading_part(pattern, id);
	return str_glob(pattern, id);
}

/* Is WORD one of LIST, "a,b, c"? */
static bool in_list(const char *word, const char *list)
{
	size_t length = strlen(word), part;

	for (; list && *list; list += part + (list[part] == ',')) {
		list += strspn(list, " ");
		part = strcspn(list, ",");
		if (part >= length && strncmp(list, word, length) == 0 &&
		    strspn(list + length, " ") == part - length)
			return true;
	}
	return false;
}

static bool has_tag(const struct plan_case *plan_case, const char *tag)
{
	const struct suite_entry *entry = plan_case->entry;
	size_t i;

	for (i = 0; entry && i < entry->tag_count; i++)
		if (strcmp(entry->tag[i], tag) == 0)
			return true;
	return in_list(tag, plan_case->bench->tags);
}

/* PARAM is "n=64". */
static bool has_argument(const struct plan_case *plan_case, const char *param)
{
	const char *value = strchr(param, '=') + 1;
	size_t i, length = (size_t)(value - param) - 1;
	int64_t wanted;

	if (!str_to_i64(value, &wanted))
		return false;
	for (i = 0; i < plan_case->arg_count; i++) {
		const struct plan_arg *arg = &plan_case->arg[i];

		if (strlen(arg->name) == length &&
		    strncmp(arg->name, param, length) == 0)
			return arg->value == wanted;
	}
	return false;
}

bool select_case(const struct plan_case *plan_case,
		 const struct plan_options *options)
{
	bool found = options->filter_count == 0;
	size_t i;

	for (i = 0; !found && i < options->filter_count; i++)
		found = select_filter(options->filter[i], plan_case->id);
	for (i = 0; found && i < options->tag_count; i++)
		found = has_tag(plan_case, options->tag[i]);
	for (i = 0; found && i < options->param_count; i++)
		found = has_argument(plan_case, options->param[i]);
	return found;
}

int select_check_params(const struct plan_options *options, struct err *err)
{
	size_t i;
	int64_t value;

	for (i = 0; i < options->param_count; i++) {
		const char *param = options->param[i];
		const char *equals = strchr(param, '=');

		if (!equals || equals == param ||
		    !str_to_i64(equals + 1, &value))
			return err_set(err, ERR_USAGE,
				       "param '%s': expected NAME=INTEGER, "
				       "such as n=64",
				       str_shown(param).text);
	}
	return 0;
}
