/*
 * tare-alloc.so: preloaded into a worker that counts allocations. The C
 * library's allocator does all the work; calls and the bytes that they asked
 * for are counted on the way. It allocates nothing and takes no lock, so it
 * is safe in threads and after a fork, where the child counts for itself.
 *
 * Every call that gives memory counts as one allocation of all that it asked
 * for, a realloc() too: whether a block could grow where it was depends on
 * the heap, and would differ from run to run. valgrind and heaptrack count
 * the same way.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

extern void *libc_malloc(size_t size) __asm__("__libc_malloc");
extern void *libc_calloc(size_t count, size_t size) __asm__("__libc_calloc");
extern void *libc_realloc(void *block, size_t size) __asm__("__libc_realloc");
extern void *libc_memalign(size_t align,
			   size_t size) __asm__("__libc_memalign");
extern void libc_free(void *block) __asm__("__libc_free");

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void *reallocarray(void *block, size_t count, size_t size);
void free(void *block);
int posix_memalign(void **ret_block, size_t align, size_t size);
void *aligned_alloc(size_t align, size_t size);
void *memalign(size_t align, size_t size);
void *valloc(size_t size);
void *pvalloc(size_t size);

/* Allocations, and their bytes; read by counters/allocations.c. */
extern _Atomic uint64_t tare_alloc_totals[2];
EXPORT _Atomic uint64_t tare_alloc_totals[2];

static inline void *counted(void *block, size_t size)
{
	if (!block)
		return NULL;
	atomic_fetch_add_explicit(&tare_alloc_totals[0], 1,
				  memory_order_relaxed);
	atomic_fetch_add_explicit(&tare_alloc_totals[1], size,
				  memory_order_relaxed);
	return block;
}

EXPORT void *malloc(size_t size)
{
	return counted(libc_malloc(size), size);
}

EXPORT void *calloc(size_t count, size_t size)
{
	/* A product that overflows gives no block. */
	return counted(libc_calloc(count, size), count * size);
}

EXPORT void *realloc(void *block, size_t size)
{
	return counted(libc_realloc(block, size), size);
}

EXPORT void *reallocarray(void *block, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(block, bytes);
}

EXPORT void free(void *block)
{
	libc_free(block);
}

EXPORT void *memalign(size_t align, size_t size)
{
	return counted(libc_memalign(align, size), size);
}

EXPORT void *aligned_alloc(size_t align, size_t size)
{
	return memalign(align, size);
}

EXPORT int posix_memalign(void **ret_block, size_t align, size_t size)
{
	if (align < sizeof(void *) || (align & (align - 1)))
		return EINVAL;
	void *block = memalign(align, size);
	if (!block)
		return ENOMEM;
	*ret_block = block;
	return 0;
}

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

EXPORT void *valloc(size_t size)
{
	return memalign(page_size(), size);
}

EXPORT void *pvalloc(size_t size)
{
	size_t page = page_size(), bytes;

	if (__builtin_add_overflow(size, page - 1, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return counted(libc_memalign(page, bytes & ~(page - 1)), size);
}
