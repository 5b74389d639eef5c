/*
 * The token of a process pair, in memory that both workers share: of their
 * turns exactly one is under way at a time. A turn is handed over by futex.
 */
#ifndef RUN_TOKEN_H
#define RUN_TOKEN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct token {
	_Atomic uint32_t turn;   /* number of the turn that is under way */
	_Atomic uint32_t holder; /* role that has it, or was woken for it */
	_Atomic bool left;       /* a side will take no more turns */
	/* Set by role 0 before it ends its first turn, then constant. */
	uint64_t ops;        /* of a slice */
	uint64_t settle_ops; /* that it has run before the first slice */
	uint64_t slices;     /* slice pairs */
	uint64_t setups;
	pid_t supervisor; /* set before there are workers */
	/* Set by the zygote before it ends. */
	pid_t pid[2]; /* by role */
};

/* A file that holds a zeroed token, closed on exec. RET_FD is the caller's. */
int token_create(struct token **ret, int *ret_fd, struct err *err);
int token_attach(struct token **ret, int fd, struct err *err);
void token_detach(struct token **token);

/* Holder when both sides have had their last turn. */
#define TOKEN_NOBODY UINT32_MAX

/* Holds the caller until TURN is under way. False: the other side left. */
bool token_wait(struct token *token, uint32_t turn);
/*
 * Ends the turn that is under way, of role FROM. The next one is that of role
 * TO, or of TOKEN_NOBODY.
 */
void token_pass(struct token *token, uint32_t from, uint32_t to);
/* The side of ROLE lets the other one go on without its turns. */
void token_leave(struct token *token, uint32_t role);

#endif
