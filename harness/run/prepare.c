#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tare/version.h>

#include "base/clock.h"
#include "base/proc.h"
#include "base/str.h"
#include "machine/machine.h"
#include "run/prepare_plugins.h"
#include "run/run.h"
#include "stats/rng.h"

#define GIT_TIMEOUT_NS UINT64_C(5000000000)
#define GIT_MAX_OUTPUT 65536

/* Malloc'ed output of a command that ended well; or NULL. */
static char *ask(const char *const *argv)
{
	CLEANUP(mem_free) char *output = NULL;
	struct proc_exit end = {0};

	if (proc_run(argv, NULL, GIT_TIMEOUT_NS, GIT_MAX_OUTPUT, &output, &end,
		     NULL) < 0 ||
	    end.signalled || end.status != 0)
		return NULL;
	return TAKE(output);
}

/*
 * Commit and changes of the checkout, by one git for both. No git, no
 * checkout and no commit yet are no errors.
 */
static int describe_commit(struct result *result, struct err *err)
{
	static const char *const status[] = {
	    "git",      "--no-optional-locks",  "status", "--porcelain=v2",
	    "--branch", "--untracked-files=no", NULL};
	static const char head[] = "# branch.oid ";
	CLEANUP(mem_free) char *output = ask(status);
	char *rest = output, *line, *hash = NULL;

	while (rest && (line = strsep(&rest, "\n")) && line[0])
		if (line[0] != '#')
			result->git_dirty = true;
		else if (strncmp(line, head, strlen(head)) == 0)
			hash = line + strlen(head);
	if (hash && hash[0] == '(')
		hash = NULL;
	return arena_copy_text(&result->arena, hash, &result->git_commit, err);
}

/* "20261121T102030Z-9f3eaab0": time, and 32 bits against twins. */
static int name_run(struct result *result, struct err *err)
{
	char utc[32], compact[32];

	clock_utc(utc);
	clock_utc_compact(utc, compact);
	uint64_t twin = rng_derive(result->seed, clock_now(&clock_system),
				   (uint64_t)getpid());
	result->run_id = arena_printf(&result->arena, err, "%s-%08x", compact,
				      (unsigned)(twin & 0xffffffff));
	int rc =
	    arena_copy_text(&result->arena, utc, &result->started_utc, err);
	return result->run_id ? rc : -ERR_NOMEM;
}

static int copy_args(struct arena *arena, const struct plan_case *from,
		     struct result_case *to, struct err *err)
{
	int rc = 0;

	to->arg =
	    arena_array(arena, from->arg_count + 1, sizeof(*to->arg), err);
	if (!to->arg)
		return -ERR_NOMEM;
	for (size_t i = 0; i < from->arg_count && rc == 0; i++) {
		to->arg[i].value = from->arg[i].value;
		rc = arena_copy_text(arena, from->arg[i].name, &to->arg[i].name,
				     err);
	}
	to->arg_count = from->arg_count;
	return rc;
}

static int copy_limits(struct arena *arena, const struct plan_case *from,
		       struct result_case *to, struct err *err)
{
	int rc = 0;

	to->limit =
	    arena_array(arena, from->limit_count + 1, sizeof(*to->limit), err);
	if (!to->limit)
		return -ERR_NOMEM;
	for (size_t i = 0; i < from->limit_count && rc == 0; i++) {
		const struct suite_limit *limit = from->limit[i];

		to->limit[i] = *limit;
		rc = arena_copy_text(arena, limit->text, &to->limit[i].text,
				     err);
		if (rc == 0) {
			rc = arena_copy_text(arena, limit->metric,
					     &to->limit[i].metric, err);
		}
	}
	to->limit_count = from->limit_count;
	return rc;
}

static int add_tag(struct arena *arena, struct result_case *to, const char *tag,
		   size_t length, struct err *err)
{
	for (size_t i = 0; i < to->tag_count; i++)
		if (strlen(to->tag[i]) == length &&
		    memcmp(to->tag[i], tag, length) == 0)
			return 0;
	char *copy = arena_strndup(arena, tag, length, err);
	if (!copy)
		return -ERR_NOMEM;
	to->tag[to->tag_count++] = copy;
	return 0;
}

static size_t count_tags(const struct plan_case *from)
{
	size_t count = from->entry ? from->entry->tag_count : 0;
	const char *tags = from->bench->tags ? from->bench->tags : "";

	for (count++; *tags; tags++)
		count += *tags == ',';
	return count;
}

/* The benchmark's own tags, then those of the suite's entry. */
static int copy_tags(struct arena *arena, const struct plan_case *from,
		     struct result_case *to, struct err *err)
{
	const char *tags = from->bench->tags ? from->bench->tags : "";
	int rc = 0;

	to->tag = arena_array(arena, count_tags(from), sizeof(*to->tag), err);
	if (!to->tag)
		return -ERR_NOMEM;
	while (*tags && rc == 0) {
		tags += strspn(tags, ", ");
		size_t length = strcspn(tags, ", ");
		if (length > 0)
			rc = add_tag(arena, to, tags, length, err);
		tags += length;
	}
	for (size_t i = 0; from->entry && i < from->entry->tag_count && rc == 0;
	     i++) {
		rc = add_tag(arena, to, from->entry->tag[i],
			     strlen(from->entry->tag[i]), err);
	}
	return rc;
}

static int prepare_case(struct arena *arena, const struct plan_case *from,
			struct result_case *to, struct err *err)
{
	const struct {
		char **to;
		const char *from;
	} text[] = {
	    {&to->id, from->id},
	    {&to->plugin_id, from->plugin->id},
	    {&to->bench, from->bench->id},
	    {&to->unit, from->bench->unit},
	    {&to->file, from->bench->file},
	};
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(text) && rc == 0; i++)
		rc = arena_copy_text(arena, text[i].from, text[i].to, err);
	to->line = from->bench->line;
	to->threads = from->threads;
	to->status = CASE_NOT_RUN;
	if (rc == 0)
		rc = copy_args(arena, from, to, err);
	if (rc == 0)
		rc = copy_tags(arena, from, to, err);
	return rc < 0 ? rc : copy_limits(arena, from, to, err);
}

/* Room for the samples of every planned process. */
static int make_room(const struct plan *plan, struct result *result,
		     struct err *err)
{
	size_t *count;
	CLEANUP(arena_release) struct arena scratch = {0};

	count =
	    arena_array(&scratch, plan->case_count + 1, sizeof(*count), err);
	if (!count)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->job_count; i++)
		count[plan->job[i].case_index]++;
	for (size_t i = 0; i < plan->case_count; i++) {
		struct result_case *of = &result->result_case[i];

		of->process = arena_array(&result->arena, count[i] + 1,
					  sizeof(*of->process), err);
		if (!of->process)
			return -ERR_NOMEM;
	}
	return 0;
}

static int prepare_cases(const struct plan *plan, struct result *result,
			 struct err *err)
{
	int rc = 0;

	result->result_case = arena_array(&result->arena, plan->case_count + 1,
					  sizeof(*result->result_case), err);
	if (!result->result_case)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->case_count && rc == 0; i++) {
		rc = prepare_case(&result->arena, &plan->plan_case[i],
				  &result->result_case[i], err);
	}
	result->case_count = plan->case_count;
	return rc < 0 ? rc : make_room(plan, result, err);
}

static int prepare_head(const struct plan *plan, struct result *result,
			struct err *err)
{
	const struct suite *suite = plan->suite;

	result->seed = plan->seed;
	result->processes = plan->processes;
	result->slices = plan->slices;
	result->slice_ns = plan->slice_ns;
	result->time_budget_ns = plan->time_budget_ns;
	int rc =
	    suite_gate_copy(&suite->gate, &result->arena, &result->gate, err);
	if (rc == 0)
		rc = name_run(result, err);
	if (rc == 0) {
		rc = arena_copy_text(&result->arena, TARE_VERSION,
				     &result->tare_version, err);
	}
	if (rc == 0) {
		rc = arena_copy_text(&result->arena, suite->name,
				     &result->suite_name, err);
	}
	return rc < 0 ? rc : describe_commit(result, err);
}

static int prepare_machine(struct result *result, struct err *err)
{
	int rc = machine_identify(&result->machine, "", err);

	if (rc < 0)
		return rc;
	machine_conditions(&result->conditions, "");
	struct clock_facts facts = clock_measure(&clock_system);
	result->conditions.clock_resolution_ns = facts.resolution_ns;
	result->conditions.clock_read_ns = facts.read_ns;
	return 0;
}

int run_prepare(const struct plan *plan, struct result *result, struct err *err)
{
	int rc = prepare_head(plan, result, err);

	if (rc == 0)
		rc = prepare_machine(result, err);
	if (rc == 0)
		rc = prepare_plugins(plan, result, err);
	return rc < 0 ? rc : prepare_cases(plan, result, err);
}

int run_prepare_pairs(const struct pair_plan *plan, struct result *result,
		      struct err *err)
{
	int rc = run_prepare(plan->plan, result, err);

	return rc < 0 ? rc : prepare_pair_plugins(plan, result, err);
}
