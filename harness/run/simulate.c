#include "run/simulate.h"

#include <dirent.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "run/guard.h"

/* Texts get this length, or a multiple. */
#define PAD_BYTES 512

#define I1 "32768,8,64"
#define D1 "32768,8,64"
#define LL "8388608,16,64"

#define VERSION_TIMEOUT_NS UINT64_C(10000000000)
#define VERSION_MAX_BYTES  4096
#define LOG_MAX_BYTES      (1024u * 1024)
#define LOG_LINE_BYTES     160

int simulate_pad(struct arena *arena, const char *path, char **ret,
		 struct err *err)
{
	char full[PATH_MAX];

	if (!realpath(path, full))
		return err_sys(err, ERR_SYS, errno, "'%s'",
			       str_shown(path).text);
	size_t length = strlen(full);
	size_t whole = (length / PAD_BYTES + 1) * PAD_BYTES;
	if (whole >= PATH_MAX)
		whole = length;
	char *text = arena_alloc(arena, whole + 1, err);
	if (!text)
		return -ERR_NOMEM;
	memset(text, '/', whole - length);
	memcpy(text + whole - length, full, length + 1);
	*ret = text;
	return 0;
}

int simulate_environment(struct arena *arena, const char *preload,
			 const char ***ret, struct err *err)
{
	static const char *const fixed[] = {
	    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	    "LC_ALL=C",
	};
	struct err unknown = {0};
	char *here = NULL;
	const bool known = simulate_pad(arena, ".", &here, &unknown) == 0;
	const struct {
		const char *name, *value;
	} more[] = {
	    /* A shell that starts valgrind adds it, at its own length. */
	    {"PWD", known ? here : NULL},
	    {"LD_LIBRARY_PATH", getenv("LD_LIBRARY_PATH")},
	    {"LD_PRELOAD", preload},
	};
	const char **list =
	    arena_array(arena, ARRAY_SIZE(fixed) + ARRAY_SIZE(more) + 1,
			sizeof(*list), err);
	size_t count = 0;

	if (!list)
		return -ERR_NOMEM;
	for (; count < ARRAY_SIZE(fixed); count++)
		list[count] = fixed[count];
	for (size_t i = 0; i < ARRAY_SIZE(more); i++) {
		if (!more[i].value)
			continue;
		list[count] = arena_printf(arena, err, "%s=%s", more[i].name,
					   more[i].value);
		if (!list[count++])
			return -ERR_NOMEM;
	}
	*ret = list;
	return 0;
}

static void set_absent(struct counter_info *absence, int errnum,
		       const char *reason, const char *mend)
{
	absence->errnum = errnum;
	(void)snprintf(absence->errno_name, sizeof(absence->errno_name), "%s",
		       strerrorname_np(errnum));
	(void)snprintf(absence->reason, sizeof(absence->reason), "%s", reason);
	(void)snprintf(absence->mend, sizeof(absence->mend), "%s", mend);
}

/* "3.19.0" of "valgrind-3.19.0". */
static bool ask_version(const char *valgrind, char *ret, size_t size)
{
	const char *const argv[] = {valgrind, "--version", NULL};
	CLEANUP(mem_free) char *output = NULL;
	struct proc_exit end = {0};

	if (proc_run(argv, NULL, VERSION_TIMEOUT_NS, VERSION_MAX_BYTES, &output,
		     &end, NULL) < 0 ||
	    end.signalled || end.status != 0 ||
	    strncmp(output, "valgrind-", 9) != 0)
		return false;
	output[strcspn(output, "\n")] = '\0';
	(void)str_printable(ret, size, output + 9);
	return true;
}

/*
 * valgrind shows the program a processor that it knows, one for each class of
 * real ones: from this depends what the C library chooses.
 */
static const char *processor_class(void)
{
	char flags[8192];

	if (!sysfile_value("", "/proc/cpuinfo", "flags", flags, sizeof(flags)))
		return "";
	return strstr(flags, " avx2")     ? " avx2"
	       : strstr(flags, " avx")    ? " avx"
	       : strstr(flags, " sse4_2") ? " sse4.2"
	       : strstr(flags, " pni")    ? " sse3"
					  : " sse2";
}

static int describe(struct simulator *simulator, const char *version,
		    char **ret, struct err *err)
{
	struct utsname host;

	(void)uname(&host);
	*ret = arena_printf(
	    simulator->arena, err,
	    "callgrind %s, I1 " I1 ", D1 " D1 ", LL " LL ", glibc %s, %s%s",
	    version, gnu_get_libc_version(), host.machine, processor_class());
	return *ret ? 0 : -ERR_NOMEM;
}

/* Without one, ABSENCE says why. */
static int make_folder(struct simulator *simulator,
		       struct counter_info *absence, struct err *err)
{
	const char *place = getenv("TMPDIR");

	/* valgrind takes '%' for one of its own words. */
	if (!place || place[0] != '/' || strchr(place, '%'))
		place = "/tmp";
	char *path =
	    arena_printf(simulator->arena, err, "%s/tare-XXXXXX", place);
	if (!path)
		return -ERR_NOMEM;
	if (mkdtemp(path))
		simulator->folder = path;
	else
		set_absent(absence, errno,
			   "callgrind's files have no place: no folder can be "
			   "made in the temporary one",
			   "set TMPDIR to a folder that can be written");
	return 0;
}

/* The command line of worker I. */
static int make_command(struct simulator *simulator, size_t i, struct err *err)
{
	struct arena *arena = simulator->arena;
	char *out =
	    arena_printf(arena, err, "%s/%zu.out", simulator->folder, i);
	char *log =
	    arena_printf(arena, err, "%s/%zu.log", simulator->folder, i);
	const char *const arg[] = {
	    simulator->valgrind,
	    "--command-line-only=yes", /* no files and variables of the user */
	    "--tool=callgrind",
	    "--cache-sim=yes",
	    "--branch-sim=yes",
	    ("--I1=" I1),
	    ("--D1=" D1),
	    ("--LL=" LL),
	    "--instr-atstart=no",
	    "--collect-atstart=no",
	    "--combine-dumps=yes",
	    "--dump-line=no",
	    "--skip-plt=no",
	    "--separate-recs=1", /* no names with levels in them */
	    "--vgdb=no",
	    "--fair-sched=try",
	    "--main-stacksize=8388608",
	    /* A forked child empties the file that it writes at its end. */
	    out ? arena_printf(arena, err, "--callgrind-out-file=%s.%%p", out)
		: NULL,
	    log ? arena_printf(arena, err, "--log-file=%s", log) : NULL,
	    "--",
	    simulator->program,
	    "__worker",
	};
	_Static_assert(ARRAY_SIZE(arg) < SIMULATE_MAX_ARGS, "arguments");

	for (size_t k = 0; k < ARRAY_SIZE(arg); k++) {
		if (!arg[k])
			return -ERR_NOMEM;
		simulator->argv[i][k] = arg[k];
	}
	simulator->out[i] = out;
	simulator->log[i] = log;
	return 0;
}

static int prepare(struct simulator *simulator, const char *version,
		   char **ret_text, struct counter_info *absence,
		   struct err *err)
{
	char *text;
	int rc = simulate_pad(simulator->arena, "/proc/self/exe",
			      &simulator->program, err);

	if (rc == 0)
		rc = make_folder(simulator, absence, err);
	if (rc == 0 && !simulator->folder)
		return 0;
	for (size_t i = 0; i < SIMULATE_WORKERS && rc == 0; i++)
		rc = make_command(simulator, i, err);
	if (rc == 0)
		rc = describe(simulator, version, &text, err);
	if (rc == 0)
		*ret_text = text;
	return rc;
}

int simulator_init(struct simulator *simulator, struct arena *arena,
		   char **ret_text, struct counter_info *absence,
		   struct err *err)
{
	CLEANUP(mem_free) char *path = proc_find("valgrind");
	char version[64];

	*simulator = (struct simulator){.arena = arena};
	*ret_text = NULL;
	if (!path)
		return err_nomem(err, "path of valgrind");
	if (!guard_limits_memory) {
		set_absent(absence, EOPNOTSUPP,
			   "this build of tare has a sanitizer, which does not "
			   "run under valgrind",
			   "count with a build without sanitizers");
		return 0;
	}
	if (!strchr(path, '/') || access(path, X_OK) != 0) {
		set_absent(absence, ENOENT,
			   "valgrind, whose callgrind simulates, is not in "
			   "PATH",
			   "apt-get install valgrind");
		return 0;
	}
	if (!ask_version(path, version, sizeof(version))) {
		set_absent(
		    absence, ENOEXEC,
		    "valgrind is there, but `valgrind --version` does "
		    "not say its version",
		    "see what `valgrind --version` says; apt-get install "
		    "--reinstall valgrind");
		return 0;
	}
	simulator->valgrind = arena_strdup(arena, path, err);
	return simulator->valgrind
		   ? prepare(simulator, version, ret_text, absence, err)
		   : -ERR_NOMEM;
}

static bool is_of(const char *file, size_t i)
{
	return file[0] == (char)('0' + i) && file[1] == '.';
}

void simulator_clean(const struct simulator *simulator, size_t i)
{
	DIR *folder = simulator->folder ? opendir(simulator->folder) : NULL;

	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));)
		if (is_of(entry->d_name, i))
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
	(void)closedir(folder);
}

void simulator_release(struct simulator *simulator)
{
	for (size_t i = 0; i < SIMULATE_WORKERS; i++)
		simulator_clean(simulator, i);
	if (simulator->folder)
		(void)rmdir(simulator->folder);
	simulator->folder = NULL;
}

/* The line of TEXT that has WORD in it, without valgrind's "==12== ". */
static bool find_line(const char *text, const char *word, char *ret,
		      size_t size)
{
	const char *at = strstr(text, word);
	char line[LOG_LINE_BYTES];

	if (!at)
		return false;
	(void)snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
	(void)str_printable(ret, size, line);
	return true;
}

/* The file whose debug information stopped valgrind: the name in quotes. */
static bool find_unread(const char *log, char *ret, size_t size)
{
	char line[LOG_LINE_BYTES];

	if (!strstr(log, "Possibly corrupted debuginfo file") ||
	    !find_line(log, "Valgrind:   \"", line, sizeof(line)))
		return false;
	const char *slash = strrchr(line, '/');
	const char *name = slash ? slash + 1 : line;
	(void)snprintf(ret, size, "%.*s", (int)strcspn(name, "\""), name);
	return true;
}

static char *add_reason(struct arena *arena, const char *reason,
			const char *log, struct err *err)
{
	char line[LOG_LINE_BYTES];

	if (find_line(log, "unhandled instruction bytes", line, sizeof(line)))
		return arena_printf(
		    arena, err,
		    "%s: built for instructions that valgrind cannot run (%s); "
		    "rebuild with -march=x86-64-v3",
		    reason, line);
	if (find_unread(log, line, sizeof(line)))
		return arena_printf(
		    arena, err,
		    "%s: valgrind cannot read the debug information of '%s'; "
		    "rebuild it with -gdwarf-4",
		    reason, line);
	if (find_line(log, "out of memory", line, sizeof(line)) ||
	    find_line(log, "the 'impossible' happened", line, sizeof(line)))
		return arena_printf(arena, err, "%s; valgrind says: %s", reason,
				    line);
	return arena_printf(arena, err, "under valgrind: %s", reason);
}

int simulator_explain(const struct simulator *simulator, size_t i,
		      struct arena *arena, char **reason, struct err *err)
{
	CLEANUP(mem_free) char *log = NULL;
	size_t length = 0;
	bool wrote = file_read(simulator->log[i], LOG_MAX_BYTES, &log, &length,
			       NULL) == 0;
	char *more = add_reason(arena, *reason ? *reason : "no reason given",
				wrote ? log : "", err);

	if (!more)
		return -ERR_NOMEM;
	*reason = more;
	return 0;
}
