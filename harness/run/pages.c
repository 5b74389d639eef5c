#include "run/pages.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "stats/rng.h"

uint64_t pages_faulted(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) ? 0 : (uint64_t)usage.ru_minflt;
}

static void hold(size_t count)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *bytes = mmap(NULL, count * page, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED)
		return;
	/* One by one: a huge page comes from elsewhere. */
	(void)madvise((void *)(uintptr_t)bytes, count * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < count; i++)
		bytes[i * page] = 1;
}

void pages_renew(uint64_t freed, uint64_t seed)
{
	struct rng rng;

	rng_init(&rng, seed);
	/* What the allocator keeps would be used again as it lies. */
	(void)malloc_trim(0);
	if (freed > PAGES_MAX_HELD)
		freed = PAGES_MAX_HELD;
	hold((size_t)(freed + 1 + rng_below(&rng, PAGES_MAX_DRAWN)));
}
