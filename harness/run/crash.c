#include "run/crash.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/mem.h"
#include "run/wire.h"

#define STACK_BYTES   (64u * 1024)
#define MESSAGE_BYTES 2048
/* The dynamic linker may be what crashed: do not wait for it for ever. */
#define LOOKUP_SECONDS 2

static const int fatal_signal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				   SIGABRT, SIGSYS, SIGTRAP};

static int report_fd = -1;

/* Text put together without the C library, which may be what crashed. */
struct message {
	char text[MESSAGE_BYTES];
	size_t length;
};

static void put_char(struct message *message, char c)
{
	if (message->length < sizeof(message->text))
		message->text[message->length++] = c;
}

static void put_text(struct message *message, const char *text)
{
	while (*text)
		put_char(message, *text++);
}

static void put_number(struct message *message, uint64_t value)
{
	char digits[20];
	size_t count = 0;
	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	while (count)
		put_char(message, digits[--count]);
}

/* ,"KEY":"DIGITS": a string, since JSON's integers end at 2^63. */
static void put_u64(struct message *message, const char *key, uint64_t value)
{
	put_text(message, ",\"");
	put_text(message, key);
	put_text(message, "\":");
	bool quoted = value > INT64_MAX;
	if (quoted)
		put_char(message, '"');
	put_number(message, value);
	if (quoted)
		put_char(message, '"');
}

/* ,"KEY":"TEXT", at most MAX bytes; what would need escapes becomes '?'. */
static void put_string(struct message *message, const char *key,
		       const char *text, size_t max)
{
	put_text(message, ",\"");
	put_text(message, key);
	put_text(message, "\":\"");
	for (size_t i = 0; text && text[i] && i < max; i++) {
		char c = text[i];
		bool plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
		put_char(message, plain ? c : '?');
	}
	put_char(message, '"');
}

static uint64_t program_counter(const void *context)
{
	const ucontext_t *user = context;
#if defined(__x86_64__)
	return (uint64_t)user->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return user->uc_mcontext.pc;
#else
	(void)user;
	return 0;
#endif
}

static Dl_info look_up(uint64_t address)
{
	Dl_info info = {0};
	alarm(LOOKUP_SECONDS);
	dladdr((void *)(uintptr_t)address, &info);
	alarm(0);
	return info;
}

static void report(int signal, const siginfo_t *info, uint64_t pc)
{
	Dl_info place = look_up(pc);
	uint64_t base = (uintptr_t)place.dli_fbase;
	/* Kill and abort have no fault address but the sender's ids. */
	uint64_t fault = info->si_code > 0 ? (uintptr_t)info->si_addr : 0;

	struct message message = {.length = 0};
	put_char(&message, WIRE_CRASH);
	put_text(&message, "{\"signal\":");
	put_number(&message, (uint64_t)signal);
	put_u64(&message, "fault_address", fault);
	put_u64(&message, "program_counter", pc);
	put_u64(&message, "module_offset", base ? pc - base : 0);
	put_string(&message, "module", place.dli_fname, 255);
	put_string(&message, "symbol", place.dli_sname, 127);
	put_char(&message, '}');
	frame_write(report_fd, message.text, message.length, NULL);
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	static volatile sig_atomic_t entered;
	struct sigaction usual = {.sa_handler = SIG_DFL};

	sigaction(signal, &usual, NULL);
	if (!entered) {
		entered = 1;
		report(signal, info, program_counter(context));
	}
	raise(signal);
}

int crash_thread_stack(struct err *err)
{
	void *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack == MAP_FAILED)
		return err_nomem(err, "signal stack");
	stack_t alternate = {.ss_sp = stack, .ss_size = STACK_BYTES};
	if (sigaltstack(&alternate, NULL))
		return err_set(err, ERR_SYS, "sigaltstack failed");
	return 0;
}

int crash_install(int fd, struct err *err)
{
	struct sigaction action = {
	    .sa_sigaction = on_signal,
	    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};

	report_fd = fd;
	for (size_t i = 0; i < ARRAY_SIZE(fatal_signal); i++)
		if (sigaction(fatal_signal[i], &action, NULL))
			return err_set(err, ERR_SYS, "cannot handle signal %d",
				       fatal_signal[i]);
	return crash_thread_stack(err);
}
