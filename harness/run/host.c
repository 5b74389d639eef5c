#include "run/host.h"

#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "run/extensions.h"

#define DEFAULT_ALIGN_BYTES 64
#define MAX_ALIGN_BYTES     (1024u * 1024 * 1024)

/* Uses of the job's seed. */
#define SEED_THREAD 1
#define SEED_BLOCK  2
#define SEED_RANDOM 3
#define SEED_SETUP  4

struct host_block {
	struct host_block *next;
	void *bytes;
};

struct host_defer {
	struct host_defer *next;
	void (*fn)(void *ptr);
	void *ptr;
};

static struct host_thread *thread_of(struct tare_state *state)
{
	return (struct host_thread *)(void *)state;
}

static void keep_status(struct host *host, int32_t status, const char *reason)
{
	pthread_mutex_lock(&host->lock);
	if (host->status == TARE_STATUS_OK) {
		snprintf(host->reason, sizeof(host->reason), "%s", reason);
		host->status = status;
	}
	pthread_mutex_unlock(&host->lock);
}

void host_say(struct host *host, int32_t status, const char *fmt, ...)
{
	char text[HOST_TEXT_SIZE];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	keep_status(host, status, text);
}

static int32_t service_say(struct tare_state *state, int32_t status,
			   const char *reason)
{
	if (status == TARE_STATUS_OK)
		return status;
	keep_status(thread_of(state)->host,
		    status == TARE_STATUS_SKIP ? status : TARE_STATUS_FAIL,
		    reason ? reason : "no reason given");
	return status;
}

void host_note(struct host *host, const char *text)
{
	pthread_mutex_lock(&host->lock);
	size_t used = strlen(host->note);
	/* Every set-up says the same. */
	if (!strstr(host->note, text))
		snprintf(host->note + used, sizeof(host->note) - used, "%s%.*s",
			 used ? "; " : "", HOST_MAX_LINE, text);
	pthread_mutex_unlock(&host->lock);
}

uint64_t host_memory_limit(void)
{
	uint64_t limit =
	    (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
	struct rlimit space;
	if (!getrlimit(RLIMIT_AS, &space) && space.rlim_cur < limit)
		limit = space.rlim_cur;
	return limit;
}

/* Counts SIZE as allocated; false, and a failed case, beyond the limit. */
static bool claim(struct host *host, size_t size)
{
	uint64_t used = host->allocated_bytes;
	do {
		if (size > host->limit_bytes ||
		    used > host->limit_bytes - size) {
			host_say(host, TARE_STATUS_FAIL,
				 "tare_alloc: %zu bytes beside %llu are above "
				 "the limit of %llu; use a smaller param, or "
				 "raise the suite's \"memory\"",
				 size, (unsigned long long)used,
				 (unsigned long long)host->limit_bytes);
			return false;
		}
	} while (!atomic_compare_exchange_weak(&host->allocated_bytes, &used,
					       used + size));
	return true;
}

static void fill(unsigned char *bytes, size_t size, uint64_t seed)
{
	struct rng rng;
	rng_init(&rng, seed);
	for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
		uint64_t value = rng_next(&rng);
		size_t left = size - at;
		memcpy(bytes + at, &value,
		       left < sizeof(value) ? left : sizeof(value));
	}
}

static bool hold_block(struct host_thread *thread, void *bytes)
{
	struct host_block *block = malloc(sizeof(*block));
	if (!block)
		return false;
	*block = (struct host_block){thread->block, bytes};
	thread->block = block;
	return true;
}

static void *make_block(struct host_thread *thread, size_t size, size_t align)
{
	void *bytes = NULL;
	if (posix_memalign(&bytes, align, size ? size : 1) ||
	    !hold_block(thread, bytes)) {
		free(bytes);
		host_say(thread->host, TARE_STATUS_FAIL,
			 "tare_alloc: no memory for %zu bytes", size);
		return NULL;
	}
	uint64_t number = thread->blocks_made++;
	fill(bytes, size, rng_derive(thread->state.seed, SEED_BLOCK, number));
	return bytes;
}

static void *service_alloc(struct tare_state *state, size_t size_bytes,
			   size_t align_bytes)
{
	struct host_thread *thread = thread_of(state);
	size_t align = align_bytes ? align_bytes : DEFAULT_ALIGN_BYTES;
	if ((align & (align - 1)) || align > MAX_ALIGN_BYTES) {
		host_say(thread->host, TARE_STATUS_FAIL,
			 "tare_alloc: alignment %zu is not a power of 2 up to "
			 "%u",
			 align, MAX_ALIGN_BYTES);
		return NULL;
	}
	if (align < sizeof(void *))
		align = sizeof(void *);
	if (!claim(thread->host, size_bytes))
		return NULL;
	return make_block(thread, size_bytes, align);
}

static void service_defer(struct tare_state *state, void (*fn)(void *ptr),
			  void *ptr)
{
	struct host_thread *thread = thread_of(state);
	struct host_defer *defer = malloc(sizeof(*defer));
	if (!defer) {
		host_say(thread->host, TARE_STATUS_FAIL,
			 "tare_defer: out of memory");
		return;
	}
	*defer = (struct host_defer){thread->defer, fn, ptr};
	thread->defer = defer;
}

static uint64_t service_random(struct tare_state *state)
{
	return rng_next(&thread_of(state)->random);
}

/* The item called NAME, new if there is none; NULL if the list is full. */
static struct host_named *named_item(struct host_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->item[i].name, name))
			return &list->item[i];
	if (list->count == HOST_MAX_NAMED)
		return NULL;
	return &list->item[list->count++];
}

static void keep_named(struct host *host, struct host_list *list,
		       const struct host_named *named)
{
	if (!isfinite(named->value) || !named->name[0]) {
		host_say(host, TARE_STATUS_FAIL,
			 "rate or metric '%s': expected a name and a finite "
			 "value",
			 named->name);
		return;
	}
	pthread_mutex_lock(&host->lock);
	struct host_named *item = named_item(list, named->name);
	if (item)
		*item = *named;
	pthread_mutex_unlock(&host->lock);
	if (!item)
		host_say(host, TARE_STATUS_FAIL,
			 "more than %d rates or metrics", HOST_MAX_NAMED);
}

static void service_rate(struct tare_state *state, const char *name,
			 double amount)
{
	struct host *host = thread_of(state)->host;
	struct host_named named = {.value = amount};
	snprintf(named.name, sizeof(named.name), "%s", name ? name : "");
	keep_named(host, &host->rate, &named);
}

static void service_metric(struct tare_state *state, const char *name,
			   double value, const char *unit,
			   int32_t lower_is_better)
{
	struct host *host = thread_of(state)->host;
	struct host_named named = {.value = value,
				   .lower_is_better = lower_is_better != 0};
	snprintf(named.name, sizeof(named.name), "%s", name ? name : "");
	snprintf(named.unit, sizeof(named.unit), "%s", unit ? unit : "");
	keep_named(host, &host->metric, &named);
}

static const struct tare_host services = {
    .struct_size = sizeof(struct tare_host),
    .abi = TARE_ABI,
    .get_extension = extension_find,
    .say = service_say,
    .alloc = service_alloc,
    .defer = service_defer,
    .random = service_random,
    .rate = service_rate,
    .metric = service_metric,
};

int host_init(struct host *host, const struct wire_job *job, struct err *err)
{
	struct tare_arg *arg = calloc(job->arg_count + 1, sizeof(*arg));
	if (!arg)
		return err_nomem(err, "arguments");
	for (size_t i = 0; i < job->arg_count; i++)
		arg[i] = (struct tare_arg){job->arg[i].name, job->arg[i].value};

	*host = (struct host){
	    .job = job,
	    .arg = arg,
	    .arg_count = job->arg_count,
	    .seed = job->seed,
	    .limit_bytes = host_memory_limit(),
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	};
	return 0;
}

void host_begin_setup(struct host *host, uint64_t setup)
{
	host->seed = host->job->seed;
	if (setup > 0)
		host->seed = rng_derive(host->job->seed, SEED_SETUP, setup);
	host->allocated_bytes = 0;
}

void host_release(struct host *host)
{
	if (!host)
		return;
	free(host->arg);
	host->arg = NULL;
}

void host_thread_init(struct host_thread *thread, struct host *host,
		      uint32_t index,
		      uint64_t (*next)(struct tare_state *, uint64_t))
{
	uint64_t seed = rng_derive(host->seed, SEED_THREAD, index);
	*thread = (struct host_thread){
	    .state =
		{
		    .struct_size = sizeof(struct tare_state),
		    .next = next,
		    .host = &services,
		    .arg = host->arg,
		    .arg_count = host->arg_count,
		    .seed = seed,
		    .thread_index = index,
		    .thread_count = host->job->threads,
		},
	    .host = host,
	};
	rng_init(&thread->random, rng_derive(seed, SEED_RANDOM, 0));
}

void host_thread_end(struct host_thread *thread)
{
	while (thread->defer) {
		struct host_defer *defer = thread->defer;
		thread->defer = defer->next;
		defer->fn(defer->ptr);
		free(defer);
	}
	while (thread->block) {
		struct host_block *block = thread->block;
		thread->block = block->next;
		free(block->bytes);
		free(block);
	}
}
