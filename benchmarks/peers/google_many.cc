// Google Benchmark's side of many.c.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "thousand.h"

#define ONE(n)                                                                 \
	static void case_##n(benchmark::State &state)                          \
	{                                                                      \
		uint64_t value = state.max_iterations;                         \
		for (auto _ : state) {                                         \
			benchmark::DoNotOptimize(value);                       \
		}                                                              \
	}                                                                      \
	BENCHMARK(case_##n);
THOUSAND(ONE)

BENCHMARK_MAIN();
