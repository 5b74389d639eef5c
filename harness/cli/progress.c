#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

#define REDRAW_NS 1e8
#define LINE_NS   1e10

void progress_init(struct progress *progress, bool quiet)
{
	*progress = (struct progress){
	    .quiet = quiet,
	    .terminal = isatty(STDERR_FILENO),
	};
}

/* Cases of a paired run are decided late: there the time tells. */
static double percent_done(const struct run_event *event)
{
	double done = (double)event->jobs_done;
	double all = (double)event->jobs_total;

	if (event->paired) {
		done = event->elapsed_ns;
		all = event->elapsed_ns + event->remaining_ns;
	}
	return all > 0 ? 100 * done / all : 0;
}

/* "3 of 15 processes" */
static void add_done(char *buf, size_t size, const struct run_event *event)
{
	(void)snprintf(buf, size, "%llu of %llu %s%s",
		       (unsigned long long)event->jobs_done,
		       (unsigned long long)event->jobs_total,
		       event->pass     ? "counted: "
		       : event->paired ? "cases decided"
				       : "processes",
		       event->pass ? event->pass : "");
}

static void print_line(const struct progress *progress,
		       const struct run_event *event)
{
	char id[48] = "", left[32] = "", done[96];

	if (event->plan_case)
		(void)str_printable(id, sizeof(id), event->plan_case->id);
	if (event->jobs_done > 0 || event->paired) {
		(void)snprintf(left, sizeof(left), ", about %.0f s left",
			       event->remaining_ns / 1e9);
	}
	add_done(done, sizeof(done), event);
	(void)fprintf(stderr, "%s[%3.0f %%] %s%s  %s%s",
		      progress->terminal ? "\r\033[K" : "", percent_done(event),
		      done, left, id, progress->terminal ? "" : "\n");
	(void)fflush(stderr);
}

void progress_observe(void *ctx, const struct run_event *event)
{
	struct progress *progress = ctx;
	double interval = progress->terminal ? REDRAW_NS : LINE_NS;

	if (event->kind == RUN_WARNING) {
		if (progress->terminal && !progress->quiet)
			(void)fputs("\r\033[K", stderr);
		log_warn("%s", event->text);
		return;
	}
	if (progress->quiet)
		return;
	if (event->kind == RUN_ENDED) {
		if (progress->terminal)
			(void)fputs("\r\033[K", stderr);
		return;
	}
	if (event->elapsed_ns - progress->last_ns >= interval) {
		progress->last_ns = event->elapsed_ns;
		print_line(progress, event);
	}
}
