/*
 * Measuring and keeping: journal, result files.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/metrics.h"
#include "cli/progress.h"
#include "counters/counters.h"
#include "gate/gate.h"
#include "run/run.h"

#define RESULTS ".tare/results"

/* .tare/results/TIME-PID.json, malloc'ed; NULL without memory. */
static char *name_result(void)
{
	char utc[32], compact[32];
	char *path;

	clock_utc(utc);
	clock_utc_compact(utc, compact);
	if (asprintf(&path, RESULTS "/%s-%d.json", compact, (int)getpid()) < 0)
		return NULL;
	return path;
}

/* A stream or a device: written to once, and nothing lies beside it. */
static bool is_special(const char *path)
{
	struct stat facts;

	return strcmp(path, "-") == 0 ||
	       (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) &&
		!S_ISDIR(facts.st_mode));
}

/* Finds out now, not after the measurement, that PATH cannot be written. */
static int probe(const char *path, struct err *err)
{
	struct file_out out = {0};

	if (file_out_open(&out, path, err) < 0)
		return err_wrap(err, "the result cannot be written");
	file_out_abort(&out);
	return 0;
}

int output_choose(struct output *output, const char *json_option,
		  struct err *err)
{
	CLEANUP(mem_free) char *own = name_result();
	bool special = json_option && is_special(json_option);

	*output = (struct output){0};
	if (!own)
		return err_nomem(err, "name of the result");
	if ((!json_option || special) &&
	    file_make_directories(RESULTS, err) < 0)
		return -(int)err->code;
	output->path = strdup(json_option ? json_option : own);
	if (!output->path || asprintf(&output->journal, "%s.journal",
				      special ? own : output->path) < 0) {
		output->journal = NULL;
		return err_nomem(err, "name of the journal");
	}
	return special ? 0 : probe(output->path, err);
}

void output_release(struct output *output)
{
	free(output->path);
	free(output->journal);
}

FILE *journal_open(const struct output *output, const struct result *result)
{
	struct err err = {0};
	FILE *journal = fopen(output->journal, "we");

	if (!journal) {
		log_warn("no journal: '%s': %s; a crash would lose this run",
			 output->journal, strerror(errno));
		return NULL;
	}
	if (journal_write_head(result, journal, &err) < 0 ||
	    fflush(journal) != 0) {
		log_warn("no journal: '%s' cannot be written; a crash would "
			 "lose this run",
			 output->journal);
		(void)fclose(journal);
		return NULL;
	}
	return journal;
}

const char *measure_counters(const struct workspace *workspace,
			     const struct measure_options *options)
{
	const char *suite = workspace->suite.counters;

	if (options->counters)
		return options->counters;
	return suite ? suite : "auto";
}

int measure_note_counters(struct result *result, const char *counters,
			  struct err *err)
{
	char pmu[256] = "";

	result->counters = arena_strdup(&result->arena, counters, err);
	if (result->counters && strcmp(counters, "none") != 0)
		counters_pmu(pmu, sizeof(pmu));
	if (result->counters && *pmu)
		result->pmu = arena_strdup(&result->arena, pmu, err);
	return result->counters && (result->pmu || !*pmu) ? 0 : -ERR_NOMEM;
}

/* Times first: counts do not mind what happens meanwhile. */
static int run_all(const struct plan *plan, const struct run_options *run,
		   bool counts_only, struct result *result, struct err *err)
{
	unsigned passes = metrics_passes(run->counters, plan, &result->gate);
	double budget_ns = plan->time_budget_ns;
	uint64_t start_ns = clock_now(&clock_system);
	struct run_options counts = *run;
	struct plan timed = *plan;
	int r = 0;

	timed.time_budget_ns -= metrics_reserve_ns(budget_ns, passes);
	if (counts_only)
		result->complete = true;
	else
		r = run_plan(&timed, run, result, err);
	counts.counts_budget_ns = metrics_left_ns(budget_ns, start_ns);
	if (r == 0 && passes)
		r = run_counts(plan, passes, &counts, result, err);
	return r;
}

int measure(const struct workspace *workspace,
	    const struct measure_options *options, const struct output *output,
	    struct result *result, struct err *err)
{
	struct progress progress;
	FILE *journal;

	int r = run_prepare(&workspace->plan, result, err);
	if (r < 0)
		return r;
	const char *counters = measure_counters(workspace, options);
	char *counted = NULL;
	r = measure_note_counters(result, counters, err);
	if (r == 0)
		r = metrics_counters(counters, &workspace->plan, &result->gate,
				     &result->arena, &counted, err);
	if (r < 0)
		return r;
	const volatile int *stop = signals_catch();
	progress_init(&progress, options->quiet);
	journal = journal_open(output, result);
	struct run_options run = {
	    .counters = counted,
	    .journal = journal,
	    .observe = progress_observe,
	    .ctx = &progress,
	    .stop_signal = stop,
	    .keep_going = true,
	};
	r = run_all(&workspace->plan, &run, options->counts_only, result, err);
	if (journal)
		(void)fclose(journal);
	if (r < 0 && err->code != ERR_INTERRUPTED &&
	    err->code != ERR_TERMINATED)
		return r;
	struct err summarise = {0};
	if (gate_summarise(result, &summarise) < 0)
		return err_set(err, summarise.code, "%s", summarise.text);
	return r;
}

static int write_to(const struct result *result, const char *path,
		    struct err *err)
{
	CLEANUP(file_out_abort) struct file_out out = {0};

	int r = file_out_open(&out, path, err);
	if (r < 0)
		return r;
	if (result_write(result, out.stream, err) < 0)
		return err_wrap(err, "'%s'", str_shown(path).text);
	return file_out_commit(&out, err);
}

/* True if RESULT now lies in DIRECTORY. */
static bool rescued_to(const struct result *result, const char *directory)
{
	struct err err = {0};
	CLEANUP(mem_free) char *path = NULL;

	if (asprintf(&path, "%s/tare-%s.json", directory, result->run_id) < 0) {
		path = NULL;
		return false;
	}
	/* The directory is everybody's: a file or link there is not ours. */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		log_warn("the result is not in '%s' either: %s", path,
			 strerror(errno));
		return false;
	}
	(void)close(fd);
	if (write_to(result, path, &err) == 0) {
		log_warn("the result was saved as '%s' instead", path);
		return true;
	}
	(void)remove(path);
	log_err(&err);
	return false;
}

static void rescue(const struct result *result)
{
	const char *directory = getenv("TMPDIR");

	if (!directory || !rescued_to(result, directory))
		(void)rescued_to(result, "/tmp");
}

int result_save(const struct result *result, const struct output *output,
		struct err *err)
{
	int r = write_to(result, output->path, err);

	if (r < 0) {
		rescue(result);
		return r;
	}
	(void)remove(output->journal);
	return 0;
}

static int is_result(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

int result_newest(char **ret_path, struct err *err)
{
	struct dirent **entry = NULL;
	char *path = NULL;
	int n = scandir(RESULTS, &entry, is_result, alphasort);

	/* Names begin with the time, so the last one is the newest. */
	if (n > 0 && asprintf(&path, RESULTS "/%s", entry[n - 1]->d_name) < 0)
		path = NULL;
	for (int i = 0; i < n; i++)
		free(entry[i]);
	free(entry);
	if (!path) {
		return err_set(err, ERR_NO_DATA,
			       "no result in '" RESULTS "'; measure one with "
			       "`tare run`, or name a file");
	}
	*ret_path = path;
	return 0;
}

int result_load(struct result *result, const char *path, struct err *err)
{
	int r = result_read(result, path, err);

	return r < 0 ? r : gate_summarise(result, err);
}

/* Each pass of C counted something. */
static bool all_counted(const struct result_case *c)
{
	for (size_t i = 0; i < c->counted_count; i++) {
		const struct count_samples *s = &c->counted[i];
		bool any = false;

		for (size_t k = 0; k < s->counter_count; k++)
			any |= s->counter[k].available;
		if (!any)
			return false;
	}
	return c->counted_count > 0;
}

/* It was timed, and broke where it was counted. */
static bool broke_counting(const struct result_case *c)
{
	for (size_t i = 0; i < c->counted_count; i++)
		if (count_is_broken(&c->counted[i]))
			return true;
	return false;
}

enum exit_code result_exit(const struct result *result)
{
	enum exit_code worst = EXIT_PASS;
	size_t timed = 0, disturbed = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		bool counted = c->process_count == 0 && all_counted(c);
		if (broke_counting(c))
			worst = exit_worst(worst, EXIT_BROKEN);
		if (c->status == CASE_OK &&
		    (c->summary.processes > 0 || counted))
			timed++;
		else if (c->status == CASE_OK)
			disturbed += c->process_count > 0;
		else if (c->status != CASE_SKIPPED && c->status != CASE_NOT_RUN)
			worst = exit_worst(worst, EXIT_BROKEN);
	}
	/* Where a base decides, its verdicts say what was too disturbed. */
	if (result->unfit && !(result->outcome && result->outcome->base_name))
		worst = exit_worst(worst, EXIT_UNFIT);
	if (timed > 0)
		return worst;
	return exit_worst(worst, disturbed > 0 ? EXIT_UNFIT : EXIT_NOTHING);
}
