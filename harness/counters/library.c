#include "counters/library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"

#define PATH_BYTES  4096
#define TIMEOUT_NS  UINT64_C(10000000000)
#define MAX_ANSWER  256
#define MAX_NAMES   (1024u * 1024)
#define EXIT_UNFIT_ 3 /* of tare-events */

/* Of the build tree, then of the installation; from the program. */
static const char *const places[] = {"tare-events", TARE_LIBDIR "/tare-events"};

char *library_program(void)
{
	char path[PATH_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (file_beside_program(path, sizeof(path), places[i]) &&
		    access(path, X_OK) == 0)
			return strdup(path);
	return NULL;
}

/* Nothing else is in names of events; the first is no option. */
static bool is_plausible(const char *name)
{
	return name[0] && name[0] != '-' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_.:=+-")] == '\0';
}

/*
 * What was found: each thread of a benchmark opens its counters at each
 * set-up, and no program may be started then.
 */
static struct {
	char name[sizeof(((struct counter_info *)0)->name)];
	struct counter_code code;
} known[COUNTERS_MAX];
static size_t known_count;
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

static bool recall(const char *name, struct counter_code *ret)
{
	bool found = false;

	pthread_mutex_lock(&known_lock);
	for (size_t i = 0; i < known_count && !found; i++) {
		found = strcmp(known[i].name, name) == 0;
		if (found)
			*ret = known[i].code;
	}
	pthread_mutex_unlock(&known_lock);
	return found;
}

static void remember(const char *name, const struct counter_code *code)
{
	pthread_mutex_lock(&known_lock);
	if (known_count < COUNTERS_MAX &&
	    strlen(name) < sizeof(known[0].name)) {
		memcpy(known[known_count].name, name, strlen(name) + 1);
		known[known_count++].code = *code;
	}
	pthread_mutex_unlock(&known_lock);
}

/* "TYPE CONFIG CONFIG1 CONFIG2", hexadecimal. */
static bool read_code(const char *text, struct counter_code *ret)
{
	uint64_t word[4];
	char *end;

	for (size_t i = 0; i < ARRAY_SIZE(word); i++, text = end) {
		word[i] = strtoull(text, &end, 16);
		if (end == text)
			return false;
	}
	*ret = (struct counter_code){
	    .type = (uint32_t)word[0],
	    .config = word[1],
	    .config1 = word[2],
	    .config2 = word[3],
	};
	return word[0] <= UINT32_MAX;
}

enum library_answer library_find(const char *program, const char *name,
				 struct counter_code *ret)
{
	CLEANUP(mem_free) char *answer = NULL;
	const char *const argv[] = {program, name, NULL};
	struct counter_code code = {0};
	struct proc_exit end;

	if (!program)
		return LIBRARY_ABSENT;
	if (recall(name, ret))
		return LIBRARY_FOUND;
	if (!is_plausible(name) || proc_run(argv, NULL, TIMEOUT_NS, MAX_ANSWER,
					    &answer, &end, NULL) < 0)
		return LIBRARY_UNKNOWN;
	if (!end.signalled && end.status == EXIT_UNFIT_)
		return LIBRARY_UNFIT;
	if (end.signalled || end.status != 0 || !read_code(answer, &code))
		return LIBRARY_UNKNOWN;
	remember(name, &code);
	*ret = code;
	return LIBRARY_FOUND;
}

char *library_names(const char *program)
{
	CLEANUP(mem_free) char *names = NULL;
	const char *const argv[] = {program, "--list", NULL};
	struct proc_exit end;

	if (!program ||
	    proc_run(argv, NULL, TIMEOUT_NS, MAX_NAMES, &names, &end, NULL) < 0)
		return NULL;
	return end.signalled || end.status != 0 ? NULL : TAKE(names);
}
