/*
 * The plugin ABI of tare: what a plugin exports and what it is given.
 *
 * A plugin is a shared object that exports one function,
 * tare_plugin_entry(). Nothing runs when it is loaded. Authors usually
 * include <tare/sdk.h>, which writes all of this for them; this header is
 * the contract below it, for C99, C++11 and other languages.
 *
 * CHANGES
 *   1.0  first release
 *
 * Rules of growth
 *   - Within a major version structs grow at their end only. A reader tests
 *     TARE_HAS() before it touches a field that a shorter struct may lack;
 *     a missing field means 0.
 *   - Bytes beyond what the reader knows must be zero, and flag bits that it
 *     does not know must be clear; otherwise the plugin is refused. Of
 *     build_flags this holds for the low 16 bits; the high ones only inform.
 *   - Larger growth is a new interface, "tare.NAME/REV" (see ext/), reached
 *     through get_extension(). Third parties use their reverse domain.
 *
 * Contracts stand in brackets: [untimed], [timed], [any thread],
 * [once a process]. Pointers given to the harness stay owned by the plugin
 * and valid for as long as it is loaded, unless the comment says otherwise.
 */
#ifndef TARE_PLUGIN_H
#define TARE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include <tare/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "tare" in ASCII; first word of every plugin descriptor. */
#define TARE_MAGIC UINT32_C(0x65726174)

/* True if the struct that P points to is long enough to hold FIELD. */
#define TARE_HAS(p, type, field)                                               \
	((p)->struct_size >=                                                   \
	 offsetof(struct type, field) + sizeof(((struct type *)0)->field))

/* Status of a callback. Other values are treated as TARE_STATUS_FAIL. */
#define TARE_STATUS_OK   INT32_C(0)
#define TARE_STATUS_SKIP INT32_C(1) /* cannot run here; not an error */
#define TARE_STATUS_FAIL INT32_C(2) /* wrong answer: timing is void */

/* tare_plugin.build_flags: facts of the compilation, set by the SDK. */
#define TARE_BUILD_OPTIMIZED UINT32_C(0x01) /* -O1 or more */
#define TARE_BUILD_NDEBUG    UINT32_C(0x02)
#define TARE_BUILD_ASAN      UINT32_C(0x04)
#define TARE_BUILD_TSAN      UINT32_C(0x08)
#define TARE_BUILD_COVERAGE  UINT32_C(0x10)
#define TARE_BUILD_ALIGNED   UINT32_C(0x20) /* loops and functions at 64 */
#define TARE_BUILD_GATEABLE  UINT32_C(0x40) /* tare_add_plugin() said so */
#define TARE_BUILD_UBSAN     UINT32_C(0x80)
#define TARE_BUILD_MSAN      UINT32_C(0x100)
#define TARE_BUILD_KNOWN     UINT32_C(0x1ff)
/* Bits that a host must know to accept the plugin; the rest inform. */
#define TARE_BUILD_CRITICAL UINT32_C(0xffff)

struct tare_state;

/*
 * Services of the host. Owned by the host, valid while the benchmark runs.
 */
struct tare_host {
	uint32_t struct_size;
	uint32_t abi; /* major << 16 | minor of the host */
	/* Interface "tare.NAME/REV", or NULL. [any thread] */
	const void *(*get_extension)(const struct tare_host *host,
				     const char *id);
	/*
	 * Record a status with its reason (copied). TARE_STATUS_FAIL voids
	 * the timing, TARE_STATUS_SKIP hides it; the first one is kept.
	 * Returns STATUS. [untimed, any thread]
	 */
	int32_t (*say)(struct tare_state *state, int32_t status,
		       const char *reason);
	/*
	 * SIZE_BYTES of memory at a multiple of ALIGN_BYTES (0: 64), filled
	 * with bytes from the case's recorded seed. Owned by the host and
	 * released after the last slice. NULL if memory is short; the case
	 * has then failed already. [untimed]
	 */
	void *(*alloc)(struct tare_state *state, size_t size_bytes,
		       size_t align_bytes);
	/*
	 * Call fn(ptr) after the last slice, last registered first, also
	 * when a check failed. [untimed]
	 */
	void (*defer)(struct tare_state *state, void (*fn)(void *ptr),
		      void *ptr);
	/* Next value of the seeded generator of this thread. [untimed] */
	uint64_t (*random)(struct tare_state *state);
	/*
	 * One operation moves AMOUNT of NAME ("bytes", "items"): reports
	 * show NAME a second. [untimed]
	 */
	void (*rate)(struct tare_state *state, const char *name, double amount);
	/*
	 * A number of the author's own, with its unit; LOWER_IS_BETTER is 1
	 * or 0. The last value of a set-up counts. [untimed]
	 */
	void (*metric)(struct tare_state *state, const char *name, double value,
		       const char *unit, int32_t lower_is_better);
};

/*
 * One argument of the case at hand: `n=64` is {"n", 64}. Stands in arrays:
 * it never grows. Other kinds of arguments come by an interface (ext/).
 */
struct tare_arg {
	const char *name;
	int64_t value;
};

/*
 * What a body or set-up is given. Owned by the host; one per thread; valid
 * until the body, or teardown of the batch form, has returned. The first
 * four words are frozen for ever.
 */
struct tare_state {
	uint32_t struct_size;
	uint32_t reserved;
	/*
	 * Ends one slice and returns the operations of the next one;
	 * 0: leave the loop. LEFT is what remains of the slice: always 0
	 * unless the plugin gives up early. It is the scheduling point: the
	 * harness reads the clock and the counters here, waits for other
	 * threads or the other build, or stops. [timed]
	 */
	uint64_t (*next)(struct tare_state *state, uint64_t left);
	const struct tare_host *host;
	const struct tare_arg *arg;
	size_t arg_count;
	uint64_t seed;         /* of this set-up and thread; recorded */
	uint32_t thread_index; /* 0 .. thread_count - 1 */
	uint32_t thread_count;
};

/*
 * One benchmark. Exactly one of body and batch is set.
 *
 * A set-up is one call of body, or one setup .. teardown of the batch form.
 * A process has one a thread or several, one after the other on a thread,
 * each with a seed of its own: keep state in it, not in static variables,
 * and release it at its end (alloc, defer, teardown).
 */
struct tare_bench {
	uint32_t struct_size;
	uint32_t flags;   /* none defined: 0 */
	const char *id;   /* [a-z0-9_]+(/[a-z0-9_]+)*, at most 200 bytes */
	const char *file; /* where it is defined, or NULL */
	uint32_t line;
	uint32_t reserved;
	const char *summary; /* one line, or NULL */
	const char *unit;    /* plural of one operation, NULL: "ops" */
	/*
	 * Params: `a=1,2,4 b=64..65536*4` (also `1..9+2`): the cross product
	 * is run. NULL: none.
	 */
	const char *params;
	const char *threads; /* "1,2,4"; NULL: "1" */
	const char *tags;    /* comma separated; NULL: none */
	/* Set-up, loop over next() and check in one function. */
	int32_t (*body)(struct tare_state *state);
	/* Runs OPS operations. Everything in it is timed. [timed] */
	int32_t (*batch)(void *self, uint64_t ops);
	/* Batch form; each may be NULL. [untimed, once a set-up] */
	int32_t (*setup)(struct tare_state *state, void **ret_self);
	int32_t (*check)(void *self);
	void (*teardown)(void *self); /* takes what setup returned */
};

/*
 * The descriptor. The first four words are frozen for ever.
 */
struct tare_plugin {
	uint32_t magic;         /* TARE_MAGIC */
	uint32_t abi;           /* TARE_ABI of the header it was built with */
	uint32_t struct_size;   /* sizeof(struct tare_plugin) then */
	uint32_t build_flags;   /* TARE_BUILD_* */
	const char *id;         /* reverse domain: "org.example.strings" */
	const char *version;    /* of the plugin: "1.2.0" */
	const char *build_info; /* compiler and options, one line, or NULL */
	const struct tare_bench *const *bench;
	size_t bench_count;
	/* Interface of the plugin for the host, or NULL. May be NULL. */
	const void *(*get_extension)(const char *id);
};

/*
 * The one exported symbol. HOST_ABI is the host's TARE_ABI, for a plugin
 * that can serve several. Returns a descriptor, or NULL to refuse the host.
 * Called once a process, before anything else. [untimed]
 */
typedef const struct tare_plugin *(*tare_plugin_entry_fn)(uint32_t host_abi);
#define TARE_PLUGIN_ENTRY "tare_plugin_entry"

#ifdef __cplusplus
}
#endif

#endif
