/*
 * Starting workers, with their channels.
 */
#ifndef RUN_LAUNCH_H
#define RUN_LAUNCH_H

#include "base/err.h"
#include "base/proc.h"
#include "model/wire.h"
#include "run/token.h"
#include "run/watch.h"

struct launch {
	/* The worker; NULL: `tare __worker`, this executable. */
	const char *path;
	const char *const *argv;
	/* All of it; NULL: tare's own, grown by environment_bytes. */
	const char *const *environment;
	size_t environment_bytes;
	int cpu; /* to pin to; -1: none */
	struct proc_limits limits;
};

/*
 * Starts a worker, and opens WATCH's descriptors. TOKEN_FD: of a process
 * pair; -1: none.
 */
int launch_worker(const struct launch *launch, int token_fd,
		  struct watch *watch, struct proc *ret, struct err *err);
/*
 * Starts `tare __pair`, which forks both workers of a pair and ends. WATCH
 * and RET: by role. *RET_GROUP: their process group.
 */
int launch_pair(const struct launch *launch, const struct token *token,
		int token_fd, struct watch *const watch[2],
		struct proc *const ret[2], pid_t *ret_group, struct err *err);
/*
 * The job to a worker that was started, grown by blanks to a multiple of
 * PAD_BYTES; 0: as it is.
 */
int launch_send(struct watch *watch, const struct wire_job *job,
		size_t pad_bytes, struct err *err);

#endif
