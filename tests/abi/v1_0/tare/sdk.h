/*
 * The SDK: what an author of benchmarks writes, on top of <tare/plugin.h>.
 *
 *	#include <tare/sdk.h>
 *
 *	TARE_PLUGIN("org.example.strings", "1.2.0")
 *
 *	TARE_BENCH(copy, .params = "n=64..65536*4", .unit = "copies")
 *	{
 *		size_t n = (size_t)tare_arg(b, "n");
 *		char *src = tare_alloc(b, n), *dst = tare_alloc(b, n);
 *		TARE_LOOP(b) {
 *			memcpy(dst, src, n);
 *			tare_keep_mem(dst);
 *		}
 *		tare_expect(b, memcmp(src, dst, n) == 0);
 *		tare_rate(b, "bytes", (double)n);
 *	}
 *
 * C99 to C17 and C++11 to C++20, gcc and clang. In C++ the designators must
 * stand in the order of struct tare_bench: summary, unit, params, threads,
 * tags; batch, setup, check, teardown. Keep to that order in C too and the
 * same source is both.
 *
 * Names that end in '_' belong to the SDK.
 */
#ifndef TARE_SDK_H
#define TARE_SDK_H

#include <stddef.h>
#include <stdint.h>

#include <tare/ext/config.h>
#include <tare/ext/log.h>
#include <tare/ext/manual_time.h>
#include <tare/ext/needs.h>
#include <tare/plugin.h>

/* ---- facts of the compilation -------------------------------------- */

#ifdef __has_feature
#define TARE_FEATURE_(name) __has_feature(name)
#else
#define TARE_FEATURE_(name) 0
#endif

#ifdef __OPTIMIZE__
#define TARE_IS_OPTIMIZED_   TARE_BUILD_OPTIMIZED
#define TARE_SAYS_OPTIMIZED_ " optimised"
#else
#define TARE_IS_OPTIMIZED_   0u
#define TARE_SAYS_OPTIMIZED_ " not optimised"
#endif
#ifdef NDEBUG
#define TARE_IS_NDEBUG_   TARE_BUILD_NDEBUG
#define TARE_SAYS_NDEBUG_ " NDEBUG"
#else
#define TARE_IS_NDEBUG_   0u
#define TARE_SAYS_NDEBUG_ ""
#endif
#if defined(__SANITIZE_ADDRESS__) || TARE_FEATURE_(address_sanitizer)
#define TARE_IS_ASAN_   TARE_BUILD_ASAN
#define TARE_SAYS_ASAN_ " AddressSanitizer"
#else
#define TARE_IS_ASAN_   0u
#define TARE_SAYS_ASAN_ ""
#endif
#if defined(__SANITIZE_THREAD__) || TARE_FEATURE_(thread_sanitizer)
#define TARE_IS_TSAN_   TARE_BUILD_TSAN
#define TARE_SAYS_TSAN_ " ThreadSanitizer"
#else
#define TARE_IS_TSAN_   0u
#define TARE_SAYS_TSAN_ ""
#endif

#if TARE_FEATURE_(memory_sanitizer)
#define TARE_IS_MSAN_   TARE_BUILD_MSAN
#define TARE_SAYS_MSAN_ " MemorySanitizer"
#else
#define TARE_IS_MSAN_   0u
#define TARE_SAYS_MSAN_ ""
#endif
/* gcc does not tell; tare_add_plugin() does. */
#if defined(TARE_SDK_UBSAN) || TARE_FEATURE_(undefined_behavior_sanitizer)
#define TARE_IS_UBSAN_   TARE_BUILD_UBSAN
#define TARE_SAYS_UBSAN_ " UndefinedBehaviorSanitizer"
#else
#define TARE_IS_UBSAN_   0u
#define TARE_SAYS_UBSAN_ ""
#endif

/* These three are defined by tare_add_plugin(), where they hold. */
#ifdef TARE_SDK_COVERAGE
#define TARE_IS_COVERAGE_ TARE_BUILD_COVERAGE
#else
#define TARE_IS_COVERAGE_ 0u
#endif
#ifdef TARE_SDK_ALIGNED
#define TARE_IS_ALIGNED_   TARE_BUILD_ALIGNED
#define TARE_SAYS_ALIGNED_ " aligned"
#else
#define TARE_IS_ALIGNED_   0u
#define TARE_SAYS_ALIGNED_ ""
#endif
#if defined(TARE_SDK_GATEABLE) && defined(__OPTIMIZE__)
#define TARE_IS_GATEABLE_ TARE_BUILD_GATEABLE
#else
#define TARE_IS_GATEABLE_ 0u
#endif

#define TARE_FLAGS_                                                            \
	(TARE_IS_OPTIMIZED_ | TARE_IS_NDEBUG_ | TARE_IS_ASAN_ |                \
	 TARE_IS_TSAN_ | TARE_IS_MSAN_ | TARE_IS_UBSAN_ | TARE_IS_COVERAGE_ |  \
	 TARE_IS_ALIGNED_ | TARE_IS_GATEABLE_)

#ifdef __clang__
#define TARE_COMPILER_ "clang " __clang_version__
#else
#define TARE_COMPILER_ "gcc " __VERSION__
#endif
#define TARE_INFO_                                                             \
	TARE_COMPILER_ TARE_SAYS_OPTIMIZED_ TARE_SAYS_NDEBUG_ TARE_SAYS_ASAN_  \
	    TARE_SAYS_TSAN_ TARE_SAYS_MSAN_ TARE_SAYS_UBSAN_                   \
		TARE_SAYS_ALIGNED_

/* ---- registration --------------------------------------------------- */

#ifdef __has_attribute
#if __has_attribute(retain)
#define TARE_IN_SET_ __attribute__((used, retain, section("tare_bench")))
#endif
#endif
#ifndef TARE_IN_SET_
#define TARE_IN_SET_ __attribute__((used, section("tare_bench")))
#endif

/* clang-format off */
#define TARE_PRAGMA_(text) _Pragma(#text)
#define TARE_IGNORE_(warning) TARE_PRAGMA_(GCC diagnostic ignored warning)
#ifdef __cplusplus
#define TARE_C_ extern "C"
/* Designators are C++20, and C++ warns of members that are left out. */
#ifdef __clang__
#define TARE_QUIET_                                                            \
	_Pragma("GCC diagnostic push")                                         \
	TARE_IGNORE_("-Wunknown-warning-option")                               \
	TARE_IGNORE_("-Wmissing-field-initializers")                           \
	TARE_IGNORE_("-Wc99-designator")                                       \
	TARE_IGNORE_("-Wc++20-designator")
#else
#define TARE_QUIET_                                                            \
	_Pragma("GCC diagnostic push")                                         \
	TARE_IGNORE_("-Wpragmas")                                              \
	TARE_IGNORE_("-Wpedantic")                                             \
	TARE_IGNORE_("-Wmissing-field-initializers")                           \
	TARE_IGNORE_("-Wc++20-extensions")
#endif
#define TARE_LOUD_ _Pragma("GCC diagnostic pop")
#else
#define TARE_C_ extern
#define TARE_QUIET_
#define TARE_LOUD_
#endif
/* clang-format on */

/* Bounds of the linker set; weak, so that a plugin may have no benchmark. */
#define TARE_BOUND_                                                            \
	TARE_C_ __attribute__((weak, visibility("hidden")))                    \
	const struct tare_bench *const

/*
 * TARE_PLUGIN("org.example.strings", "1.2.0")
 * TARE_PLUGIN("org.example.strings", "1.2.0", .get_extension = fn)
 *
 * Once in a plugin, in any of its files. Defines the one exported symbol.
 */
#define TARE_PLUGIN(id_, ...)                                                  \
	TARE_C_ __attribute__((visibility("default")))                         \
	const struct tare_plugin *                                             \
	tare_plugin_entry(uint32_t host_abi);                                  \
	TARE_SET_BOUNDS_                                                       \
	TARE_QUIET_                                                            \
	static struct tare_plugin tare_descriptor_ = {                         \
	    .magic = TARE_MAGIC,                                               \
	    .abi = TARE_ABI,                                                   \
	    .struct_size = sizeof(struct tare_plugin),                         \
	    .build_flags = TARE_FLAGS_,                                        \
	    .id = id_,                                                         \
	    .version = __VA_ARGS__};                                           \
	TARE_LOUD_                                                             \
	const struct tare_plugin *tare_plugin_entry(uint32_t host_abi)         \
	{                                                                      \
		(void)host_abi;                                                \
		tare_descriptor_.build_info = TARE_INFO_;                      \
		tare_descriptor_.bench = __start_tare_bench;                   \
		tare_descriptor_.bench_count =                                 \
		    (size_t)(__stop_tare_bench - __start_tare_bench);          \
		return &tare_descriptor_;                                      \
	}
#define TARE_SET_BOUNDS_                                                       \
	TARE_BOUND_ __start_tare_bench[];                                      \
	TARE_BOUND_ __stop_tare_bench[];

/*
 * TARE_BENCH(name) { ... }
 * TARE_BENCH(name, .unit = "copies", .params = "n=1,2") { ... }
 *
 * A benchmark: set-up, TARE_LOOP and check in one body that has
 * `struct tare_state *b` in scope and returns nothing. A process runs it
 * once a thread or several times, one after the other: no static state.
 */
#define TARE_BENCH(...)          TARE_BENCH_1_(TARE_FIRST_(__VA_ARGS__, 0), __VA_ARGS__)
#define TARE_BENCH_1_(name, ...) TARE_BENCH_2_(name, __VA_ARGS__)
#define TARE_BENCH_2_(name, ...)                                               \
	static void tare_body_##name(struct tare_state *b);                    \
	static int32_t tare_run_##name(struct tare_state *tare_b_)             \
	{                                                                      \
		tare_body_##name(tare_b_);                                     \
		return TARE_STATUS_OK;                                         \
	}                                                                      \
	TARE_REGISTER_(name, __VA_ARGS__, .body = tare_run_##name)             \
	static void tare_body_##name(struct tare_state *b)

/*
 * TARE_BATCH(name, .batch = run, .setup = make, .check = ok,
 *            .teardown = drop)
 *
 * A benchmark in the counted form: see struct tare_bench.
 */
#define TARE_BATCH(name, ...) TARE_REGISTER_(name, name, __VA_ARGS__)

#define TARE_FIRST_(first, ...) first
/*
 * The variadic part begins with the name once more, so that it is never
 * empty; here the name becomes a constant 0 for the member before the
 * author's.
 */
#define TARE_REGISTER_(name, ...)                                              \
	enum { tare_zero_##name = 0 };                                         \
	TARE_QUIET_                                                            \
	static const struct tare_bench tare_bench_##name = {                   \
	    .struct_size = sizeof(struct tare_bench),                          \
	    .flags = 0,                                                        \
	    .id = #name,                                                       \
	    .file = __FILE__,                                                  \
	    .line = __LINE__,                                                  \
	    .reserved = tare_zero_##__VA_ARGS__};                              \
	TARE_LOUD_                                                             \
	static const struct tare_bench *const tare_entry_##name TARE_IN_SET_ = \
	    &tare_bench_##name;

/* ---- the loop -------------------------------------------------------- */

/*
 * TARE_LOOP(b) { ... }
 *
 * The timed part; exactly one in a body, run to its end: no break, no return
 * out of it (continue is fine). Costs one subtraction and one branch an
 * operation: the inner loop is one slice, the outer one asks for the next.
 * After a break the host is told what was left, and fails the case.
 */
#define TARE_LOOP(b)                                                           \
	for (uint64_t tare_left_ = (b)->next((b), 0); tare_left_ != 0;         \
	     tare_left_ = (b)->next((b), tare_left_))                          \
		for (; tare_left_ != 0; tare_left_ = tare_step_(tare_left_))

/* The asm before the decrement keeps the compiler from merging operations. */
static inline uint64_t tare_step_(uint64_t left)
{
	__asm__ __volatile__("");
	return left - 1;
}

/*
 * Any place that an operand may be in, so that it need not be moved. Not "X"
 * in gcc: it would leave out the operation that makes the value. Not "rm" in
 * clang: it would go through memory.
 */
#if defined(__clang__)
#define TARE_ANYWHERE_ "X"
#define TARE_CHANGED_  "+r"
#elif defined(__x86_64__)
#define TARE_ANYWHERE_ "rxm"
#define TARE_CHANGED_  "+rxm"
#elif defined(__aarch64__)
#define TARE_ANYWHERE_ "rwm"
#define TARE_CHANGED_  "+rwm"
#else
#define TARE_ANYWHERE_ "rm"
#define TARE_CHANGED_  "+rm"
#endif

/* VALUE counts as used: it must be computed. [timed] */
#define tare_keep(value) __asm__ __volatile__("" : : TARE_ANYWHERE_(value))
/* The memory that POINTER leads to counts as read and written. [timed] */
#define tare_keep_mem(pointer)                                                 \
	__asm__ __volatile__("" : : "r"(pointer) : "memory")
/* The compiler no longer knows the value of LVALUE, a scalar. [timed] */
#define tare_hide(lvalue) __asm__ __volatile__("" : TARE_CHANGED_(lvalue))

/* ---- results ---------------------------------------------------------- */

/* Records STATUS with its reason and returns it, for set-up functions. */
static inline int32_t tare_say(struct tare_state *b, int32_t status,
			       const char *why)
{
	return b->host->say(b, status, why);
}

/* Leaves the body: it cannot run here, which is no error. [untimed] */
#define tare_skip(b, why)                                                      \
	do {                                                                   \
		tare_say((b), TARE_STATUS_SKIP, (why));                        \
		return;                                                        \
	} while (0)
/* Leaves the body: the case has failed and its timing is void. [untimed] */
#define tare_fail(b, why)                                                      \
	do {                                                                   \
		tare_say((b), TARE_STATUS_FAIL, (why));                        \
		return;                                                        \
	} while (0)

#define TARE_TEXT_(x) #x
#define TARE_LINE_(x) TARE_TEXT_(x)
/* A false CONDITION fails the case; the body goes on. [untimed] */
#define tare_expect(b, condition)                                              \
	((condition) ? (void)0                                                 \
		     : (void)tare_say((b), TARE_STATUS_FAIL,                   \
				      __FILE__ ":" TARE_LINE_(                 \
					  __LINE__) ": expected " #condition))

/* One operation moves AMOUNT of NAME: "bytes", "items". [untimed] */
static inline void tare_rate(struct tare_state *b, const char *name,
			     double amount)
{
	b->host->rate(b, name, amount);
}

#define TARE_LOWER_IS_BETTER  1
#define TARE_HIGHER_IS_BETTER 0
/* A number of the author's own. [untimed] */
static inline void tare_metric(struct tare_state *b, const char *name,
			       double value, const char *unit,
			       int32_t lower_is_better)
{
	b->host->metric(b, name, value, unit, lower_is_better);
}

/* ---- set-up ----------------------------------------------------------- */

#if defined(__cplusplus) && !defined(__clang__)
#pragma GCC diagnostic push
/* Functions may be called as structs are: tare_arg() and struct tare_arg. */
#pragma GCC diagnostic ignored "-Wshadow"
#endif

/* Value of param NAME. One that is not declared fails the case. [untimed] */
static inline int64_t tare_arg(struct tare_state *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->arg_count; i++) {
		if (__builtin_strcmp(b->arg[i].name, name) == 0) {
			return b->arg[i].value;
		}
	}
	tare_say(b, TARE_STATUS_FAIL,
		 "tare_arg() names a param that .params does not declare");
	return 0;
}

#ifdef __cplusplus
/* void * that converts as in C. */
struct tare_pointer_ {
	void *ptr;
	template <class T> operator T *() const
	{
		return static_cast<T *>(ptr);
	}
};
#define TARE_POINTER_ struct tare_pointer_
#define TARE_POINTER_OF_(p_)                                                   \
	{                                                                      \
		p_                                                             \
	}
#else
#define TARE_POINTER_        void *
#define TARE_POINTER_OF_(p_) p_
#endif

/*
 * Memory at a multiple of 64, filled with bytes from the recorded seed,
 * released after the last slice. NULL if memory is short: the case has
 * failed, return. [untimed]
 */
static inline TARE_POINTER_ tare_alloc(struct tare_state *b, size_t size_bytes)
{
	return TARE_POINTER_OF_(b->host->alloc(b, size_bytes, 0));
}

static inline TARE_POINTER_
tare_alloc_aligned(struct tare_state *b, size_t size_bytes, size_t align_bytes)
{
	return TARE_POINTER_OF_(b->host->alloc(b, size_bytes, align_bytes));
}

/* Calls fn(ptr) after the last slice, last registered first. [untimed] */
static inline void tare_defer(struct tare_state *b, void (*fn)(void *ptr),
			      void *ptr)
{
	b->host->defer(b, fn, ptr);
}

/* Next value of the seeded generator of this thread. [untimed] */
static inline uint64_t tare_random(struct tare_state *b)
{
	return b->host->random(b);
}

/* Index of this thread, from 0, and their number. [any] */
static inline uint32_t tare_thread(const struct tare_state *b)
{
	return b->thread_index;
}

static inline uint32_t tare_threads(const struct tare_state *b)
{
	return b->thread_count;
}

/* ---- extensions ------------------------------------------------------- */

static inline const void *tare_extension(struct tare_state *b, const char *id)
{
	return b->host->get_extension(b->host, id);
}

/*
 * The strings that the suite gives under KEY, NULL-terminated; NULL and 0 if
 * there are none. RET_COUNT may be NULL. [untimed]
 */
static inline const char *const *
tare_config_list(struct tare_state *b, const char *key, size_t *ret_count)
{
	const struct tare_config *config =
	    (const struct tare_config *)tare_extension(b, TARE_EXT_CONFIG);
	size_t count = 0;
	const char *const *list =
	    config != NULL ? config->get(b, key, &count) : NULL;

	if (ret_count != NULL) {
		*ret_count = count;
	}
	return list;
}

/* The first of them, or NULL. [untimed] */
static inline const char *tare_config(struct tare_state *b, const char *key)
{
	size_t count;
	const char *const *list = tare_config_list(b, key, &count);

	return count > 0 ? list[0] : NULL;
}

/* A line for the user, kept with the result. [untimed] */
static inline void tare_note(struct tare_state *b, const char *text)
{
	const struct tare_log *log =
	    (const struct tare_log *)tare_extension(b, TARE_EXT_LOG);

	if (log != NULL) {
		log->note(b, text);
	}
}

/*
 * For a benchmark that measures its own time: fetch it before the loop, then
 * `timer->add(b, ns)` inside. NULL if the host lacks it. [untimed]
 */
static inline const struct tare_manual_time *
tare_manual_time(struct tare_state *b)
{
	return (const struct tare_manual_time *)tare_extension(
	    b, TARE_EXT_MANUAL_TIME);
}

#if defined(__cplusplus) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif
