/*
 * The simulator: callgrind, how a worker runs under it, and what its end
 * means. The same worker gives the same counts to the last digit wherever and
 * whenever it runs: fixed caches, a cleared environment, and texts of one
 * length for what differs (docs/counters.md).
 */
#ifndef RUN_SIMULATE_H
#define RUN_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/proc.h"
#include "counters/counters.h"
#include "model/wire.h"

/* Processes of one attempt. */
#define SIMULATE_WORKERS 2
/* A benchmark may take so many times its time-out. */
#define SIMULATE_TIMEOUT_FACTOR 10
/* Address space that valgrind itself takes, at most, beside the benchmark. */
#define SIMULATE_OWN_BYTES (UINT64_C(4) * 1024 * 1024 * 1024)
#define SIMULATE_MAX_ARGS  24

struct simulator {
	struct arena *arena;
	char *valgrind; /* path */
	char *program;  /* tare's, padded */
	char *folder;   /* private; removed by simulator_release() */
	char *out[SIMULATE_WORKERS], *log[SIMULATE_WORKERS];
	const char *argv[SIMULATE_WORKERS][SIMULATE_MAX_ARGS];
};

/*
 * Finds valgrind and makes the private folder. *RET_TEXT, in ARENA: what its
 * counts can be compared with. *RET_TEXT NULL: there is no simulator, errno,
 * reason and mend are in ABSENCE.
 */
int simulator_init(struct simulator *simulator, struct arena *arena,
		   char **ret_text, struct counter_info *absence,
		   struct err *err);
void simulator_release(struct simulator *simulator);
/* Removes what worker I, and what it forked, has written. */
void simulator_clean(const struct simulator *simulator, size_t i);
/*
 * More of why a worker ended badly, from what valgrind wrote; appended to
 * *REASON, in ARENA.
 */
int simulator_explain(const struct simulator *simulator, size_t i,
		      struct arena *arena, char **reason, struct err *err);

/*
 * PATH's file under an absolute name whose length is the same for all usual
 * paths: slashes in front make no difference. One that would be too long for
 * the kernel then stays as it is.
 */
int simulate_pad(struct arena *arena, const char *path, char **ret,
		 struct err *err);
/*
 * The environment of processes that only count, into RET, in ARENA: the same
 * for all, but for the library paths, which programs may need. PRELOAD: for
 * LD_PRELOAD, or NULL.
 */
int simulate_environment(struct arena *arena, const char *preload,
			 const char ***ret, struct err *err);

#endif
