// Google Benchmark's side of peer.c.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "chain.h"

static void empty(benchmark::State &state)
{
	uint64_t value = state.max_iterations;

	for (auto _ : state) {
		benchmark::DoNotOptimize(value);
	}
}
BENCHMARK(empty);

static void chain100(benchmark::State &state)
{
	uint64_t value = state.max_iterations | 1;

	for (auto _ : state) {
		value = chain(value);
	}
	benchmark::DoNotOptimize(value);
}
BENCHMARK(chain100)->Name("chain");

BENCHMARK_MAIN();
