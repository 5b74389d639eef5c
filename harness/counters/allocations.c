#include "counters/allocations.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/file.h"
#include "base/mem.h"
#include "counters/passes.h"
#include "counters/provider.h"

#define LIBRARY "tare-alloc.so"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||     \
    __has_feature(memory_sanitizer)
#define SANITIZED true
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* Of the build tree, then of the installation; from the program. */
static const char *const places[] = {LIBRARY, TARE_LIBDIR "/" LIBRARY};

/* In the library, if it is there. */
static const _Atomic uint64_t *totals;

static bool absent(struct counter_info *absence, int errnum, const char *reason,
		   const char *mend)
{
	counter_absent(absence, errnum);
	snprintf(absence->reason, sizeof(absence->reason), "%s", reason);
	snprintf(absence->mend, sizeof(absence->mend), "%s", mend);
	return false;
}

static bool find_library(char *ret, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (file_beside_program(ret, size, places[i]) &&
		    file_exists(ret))
			return true;
	return false;
}

bool allocations_library(char *ret, size_t size, struct counter_info *absence)
{
	if (SANITIZED)
		return absent(absence, EOPNOTSUPP,
			      "this build of tare has a sanitizer, which "
			      "brings its own allocator",
			      "count with a build without sanitizers");
	if (!find_library(ret, size))
		return absent(absence, ENOENT,
			      LIBRARY " is neither beside the program tare "
				      "nor in the lib/tare of its installation",
			      "install tare again, or build all its targets");
	if (strpbrk(ret, " :"))
		return absent(absence, EINVAL,
			      "the path of " LIBRARY " has a space or a colon, "
			      "which the dynamic linker takes for the end of "
			      "a name in " ALLOCATIONS_VARIABLE,
			      "install tare where paths have neither");
	return true;
}

bool allocations_present(void)
{
	if (!totals)
		totals = dlsym(RTLD_DEFAULT, "tare_alloc_totals");
	return totals;
}

void allocations_explain(struct counter_info *absence)
{
	if (getauxval(AT_SECURE))
		absent(absence, EPERM,
		       "the dynamic linker preloads no " LIBRARY " into a "
		       "program with file capabilities or a set-user-ID bit",
		       "give the capability to a shell that starts tare "
		       "(capsh --addamb), and not to the file");
	else
		absent(absence, ELIBACC,
		       "the dynamic linker did not preload " LIBRARY,
		       "see what it said in the benchmark's output; a static "
		       "tare cannot preload");
}

void allocations_read(uint64_t ret[2])
{
	ret[PASS_ALLOCS] =
	    atomic_load_explicit(&totals[PASS_ALLOCS], memory_order_relaxed);
	ret[PASS_ALLOC_BYTES] = atomic_load_explicit(&totals[PASS_ALLOC_BYTES],
						     memory_order_relaxed);
}
