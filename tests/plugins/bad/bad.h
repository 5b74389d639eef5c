/*
 * A good descriptor, to be spoiled in one thing:
 *
 *	SPOIL(plugin.magic = 0x42)
 */
#ifndef TESTS_PLUGINS_BAD_H
#define TESTS_PLUGINS_BAD_H

#include <string.h>

#include <tare/plugin.h>

static int32_t body(struct tare_state *b)
{
	for (uint64_t left = b->next(b, 0); left; left = b->next(b, 0))
		;
	return TARE_STATUS_OK;
}

static struct tare_bench bench = {
    .struct_size = sizeof(struct tare_bench),
    .id = "bench",
    .body = body,
};

static struct tare_bench other = {
    .struct_size = sizeof(struct tare_bench),
    .id = "other",
    .body = body,
};

static const struct tare_bench *benches[] = {&bench, &other};

static struct tare_plugin plugin = {
    .magic = TARE_MAGIC,
    .abi = TARE_ABI,
    .struct_size = sizeof(struct tare_plugin),
    .build_flags = TARE_BUILD_OPTIMIZED,
    .id = "org.tare.test.bad",
    .version = "1.0.0",
    .bench = benches,
    .bench_count = 2,
};

__attribute__((visibility("default"))) const struct tare_plugin *
tare_plugin_entry(uint32_t host_abi);

#define SPOIL(...)                                                             \
	const struct tare_plugin *tare_plugin_entry(uint32_t host_abi)         \
	{                                                                      \
		(void)host_abi;                                                \
		__VA_ARGS__;                                                   \
		return &plugin;                                                \
	}

#endif
