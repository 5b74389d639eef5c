#include "run/token.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a futex is an atomic of 32 bits");

static int map(struct token **ret, int fd, struct err *err)
{
	struct token *token = mmap(NULL, sizeof(*token), PROT_READ | PROT_WRITE,
				   MAP_SHARED, fd, 0);

	if (token == MAP_FAILED)
		return err_sys(err, ERR_SYS, errno,
			       "cannot map the token of a process pair");
	*ret = token;
	return 0;
}

int token_create(struct token **ret, int *ret_fd, struct err *err)
{
	int fd = memfd_create("tare-pair", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, sizeof(**ret)) < 0) {
		int failed = errno;
		if (fd >= 0)
			(void)close(fd);
		return err_sys(err, ERR_SYS, failed,
			       "cannot make the token of a process pair");
	}
	int rc = map(ret, fd, err);
	if (rc < 0)
		(void)close(fd);
	else
		*ret_fd = fd;
	return rc;
}

int token_attach(struct token **ret, int fd, struct err *err)
{
	return map(ret, fd, err);
}

void token_detach(struct token **token)
{
	if (*token)
		(void)munmap(*token, sizeof(**token));
	*token = NULL;
}

static void wake_all(struct token *token)
{
	(void)syscall(SYS_futex, &token->turn, FUTEX_WAKE, 2, NULL, NULL, 0);
}

bool token_wait(struct token *token, uint32_t turn)
{
	for (;;) {
		uint32_t now = token->turn;

		if (now == turn)
			return true;
		if (token->left)
			return false;
		(void)syscall(SYS_futex, &token->turn, FUTEX_WAIT, now, NULL,
			      NULL, 0);
	}
}

void token_pass(struct token *token, uint32_t from, uint32_t to)
{
	token->holder = to;
	token->turn++;
	if (to != from)
		wake_all(token);
}

/*
 * The turn moves on as well, beyond any number that is waited for: a waiter
 * that has seen the old one and is about to sleep must not sleep.
 */
void token_leave(struct token *token, uint32_t role)
{
	token->holder = 1 - role;
	token->left = true;
	token->turn += UINT32_MAX / 2;
	wake_all(token);
}
