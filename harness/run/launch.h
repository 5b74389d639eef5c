/*
 * Starting the worker of a job, with its channels.
 */
#ifndef RUN_LAUNCH_H
#define RUN_LAUNCH_H

#include "base/err.h"
#include "base/proc.h"
#include "run/job.h"
#include "run/watch.h"

/* Fills WATCH's descriptors and PROC, and sends the job. */
int launch(const struct job_spec *spec, const struct proc_limits *limits,
	   struct watch *watch, struct proc *proc, struct err *err);

#endif
