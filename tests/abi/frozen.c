/*
 * A plugin of ABI 1.0, compiled against the frozen header and written without
 * the SDK: it must load in every later tare of the same major version.
 */
#include <tare/plugin.h>

static int32_t body(struct tare_state *b)
{
	uint64_t left;

	for (left = b->next(b, 0); left != 0; left = b->next(b, 0)) {
		for (; left != 0; left--)
			__asm__ __volatile__("");
	}
	return TARE_STATUS_OK;
}

static int32_t batch(void *self, uint64_t ops)
{
	(void)self;
	for (; ops != 0; ops--)
		__asm__ __volatile__("");
	return TARE_STATUS_OK;
}

static const struct tare_bench loop = {
    .struct_size = sizeof(struct tare_bench),
    .id = "loop",
    .unit = "turns",
    .params = "n=1,2 m=64..4096*4",
    .body = body,
};

static const struct tare_bench counted = {
    .struct_size = sizeof(struct tare_bench),
    .id = "counted",
    .batch = batch,
};

static const struct tare_bench *const benches[] = {&loop, &counted};

static const struct tare_plugin descriptor = {
    .magic = TARE_MAGIC,
    .abi = TARE_ABI,
    .struct_size = sizeof(struct tare_plugin),
    .build_flags = TARE_BUILD_OPTIMIZED,
    .id = "org.tare.test.frozen_1_0",
    .version = "1.0.0",
    .bench = benches,
    .bench_count = 2,
};

__attribute__((visibility("default"))) const struct tare_plugin *
tare_plugin_entry(uint32_t host_abi);

const struct tare_plugin *tare_plugin_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &descriptor;
}
