/*
 * The parts of a worker: what it was asked, what it runs, what it tells.
 */
#ifndef RUN_WORKER_H
#define RUN_WORKER_H

#include <tare/plugin.h>

#include "base/mem.h"
#include "run/count_course.h"
#include "run/course.h"
#include "run/host.h"
#include "run/sampler.h"
#include "run/team_counters.h"

struct worker {
	int fd;
	struct arena arena;
	struct wire_job job;
	const struct tare_plugin *plugin;
	const struct tare_bench *bench;
	struct team_counters counters;
	struct host host;
	struct sampler sampler;
	struct process_samples samples;
	uint64_t started_ns, measuring_ns; /* measuring: 0 if not reached */
	struct token *token;               /* of a process pair; or NULL */
	struct course course;              /* the same */
	struct count_course counting;      /* of an untimed pass */
	int *cpus;
	void *heap_offset;
};

/* Tells the supervisor what the worker is at. CTX is the worker. */
void worker_stage(void *ctx, const char *name);
/* Runs the benchmark that was loaded, in a pair with its turns. */
int worker_run(struct worker *worker, struct err *err);
/* What was measured, or why nothing was, into the worker's samples. */
int worker_collect(struct worker *worker, struct err *err);
int worker_send_samples(struct worker *worker, struct err *err);
/* Peak of this image: ru_maxrss would be that of who started it, too. */
uint64_t worker_peak_rss_bytes(void);

#endif
