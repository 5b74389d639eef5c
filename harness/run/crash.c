#include "run/crash.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/mem.h"
#include "base/str.h"
#include "run/wire.h"

#define STACK_BYTES   (64u * 1024)
#define MESSAGE_BYTES 2048
/* The dynamic linker may be what crashed: do not wait for it for ever. */
#define LOOKUP_SECONDS 2
#define MAX_FRAMES     64
/* VmPeak is among the first lines of /proc/self/status. */
#define STATUS_BYTES 1024

static const int fatal_signal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL,
				   SIGABRT, SIGSYS, SIGTRAP};

static int report_fd = -1;
/* A process that the plugin forks has the handlers, but no say. */
static pid_t worker_pid;
/* As the dynamic linker names it; "": none is loaded. */
static char plugin_path[PATH_MAX];

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
		put_char(message, (char)(plain ? c : '?'));
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

/* An instruction, and what the dynamic linker knows of it. */
struct place {
	uint64_t offset; /* in its module */
	Dl_info info;
};

static struct place look_up(uint64_t address)
{
	struct place place = {.offset = 0};

	if (dladdr((void *)(uintptr_t)address, &place.info) &&
	    place.info.dli_fbase)
		place.offset = address - (uintptr_t)place.info.dli_fbase;
	if (place.info.dli_fname)
		place.info.dli_fname = str_bare_path(place.info.dli_fname);
	return place;
}

static bool is_in_plugin(const struct place *place)
{
	return plugin_path[0] && place->info.dli_fname &&
	       !strcmp(place->info.dli_fname, plugin_path);
}

static void report(int signal, uint64_t fault, uint64_t pc,
		   const struct place *place, const struct place *caller)
{
	struct message message = {.length = 0};

	put_char(&message, WIRE_CRASH);
	put_text(&message, "{\"signal\":");
	put_number(&message, (uint64_t)signal);
	put_u64(&message, "fault_address", fault);
	put_u64(&message, "program_counter", pc);
	put_u64(&message, "module_offset", place->offset);
	put_string(&message, "module", place->info.dli_fname, 255);
	put_string(&message, "symbol", place->info.dli_sname, 127);
	if (caller) {
		put_u64(&message, "caller_offset", caller->offset);
		put_string(&message, "caller_module", caller->info.dli_fname,
			   255);
	}
	put_char(&message, '}');
	frame_write(report_fd, message.text, message.length, NULL);
}

/* The plugin's frame nearest to PC, and what it called. */
static bool find_caller(uint64_t pc, struct place *caller, struct place *callee)
{
	void *frame[MAX_FRAMES];
	int count = backtrace(frame, MAX_FRAMES);

	for (int i = 1; i < count; i++) {
		uint64_t called = (uintptr_t)frame[i - 1];

		/* Inside the call, not behind it. */
		*caller = look_up((uintptr_t)frame[i] - 1);
		if (!is_in_plugin(caller))
			continue;
		*callee = look_up(called == pc ? pc : called - 1);
		return true;
	}
	return false;
}

/*
 * The place at once, and again with the plugin's function that led there:
 * what walks a broken stack may crash itself.
 */
static void report_places(int signal, const siginfo_t *info, uint64_t pc)
{
	/* Kill and abort have no fault address but the sender's ids. */
	uint64_t fault = info->si_code > 0 ? (uintptr_t)info->si_addr : 0;
	struct place caller, callee, place = look_up(pc);

	report(signal, fault, pc, &place, NULL);
	if (is_in_plugin(&place) || !find_caller(pc, &caller, &callee))
		return;
	/* abort() is in the C library's raise(): what was called tells more. */
	report(signal, fault, pc, signal == SIGABRT ? &callee : &place,
	       &caller);
}

/* VmPeak, without the C library's streams: they allocate. */
static uint64_t peak_bytes(void)
{
	char text[STATUS_BYTES + 1];
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, STATUS_BYTES);
	uint64_t kib = 0;

	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = '\0';
	const char *digit = strstr(text, "\nVmPeak:");
	if (!digit)
		return 0;
	digit += strcspn(digit, "0123456789");
	for (; *digit >= '0' && *digit <= '9'; digit++)
		kib = kib * 10 + (uint64_t)(*digit - '0');
	return kib * 1024;
}

static void report_memory(bool refused)
{
	struct message message = {.length = 0};

	put_char(&message, WIRE_MEMORY);
	put_text(&message, "{\"peak_bytes\":");
	put_number(&message, peak_bytes());
	put_text(&message, ",\"refused\":");
	put_text(&message, refused ? "true}" : "false}");
	frame_write(report_fd, message.text, message.length, NULL);
}

/* The plugin called exit(). */
static void on_exit_called(void)
{
	bool refused = errno == ENOMEM;

	if (getpid() == worker_pid)
		report_memory(refused);
}

/*
 * True for the thread that tells, once. Another one that crashes meanwhile
 * waits for the process to end; it must not end it.
 */
static bool may_tell(void)
{
	static _Atomic pid_t owner;
	pid_t self = gettid(), before = 0;

	if (getpid() != worker_pid)
		return false;
	if (atomic_compare_exchange_strong(&owner, &before, self))
		return true;
	while (before != self)
		pause();
	return false;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};
	bool refused = errno == ENOMEM;

	if (may_tell()) {
		alarm(LOOKUP_SECONDS);
		report_memory(refused);
		report_places(signal, info, program_counter(context));
		alarm(0);
	}
	sigaction(signal, &usual, NULL);
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

void crash_set_plugin(const char *path)
{
	if (!realpath(path, plugin_path))
		plugin_path[0] = '\0';
}

int crash_install(int fd, struct err *err)
{
	struct sigaction action = {
	    .sa_sigaction = on_signal,
	    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};

	void *frame[1];

	/* The first call loads and allocates: not in the handler. */
	(void)backtrace(frame, 1);
	report_fd = fd;
	worker_pid = getpid();
	if (atexit(on_exit_called))
		return err_nomem(err, "handler of exit()");
	for (size_t i = 0; i < ARRAY_SIZE(fatal_signal); i++)
		if (sigaction(fatal_signal[i], &action, NULL))
			return err_set(err, ERR_SYS, "cannot handle signal %d",
				       fatal_signal[i]);
	return crash_thread_stack(err);
}
