// The self-test's work for Google Benchmark. The extra units come from the
// environment, so that base and head are one executable with one name for
// each benchmark, as compare.py wants it.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <jansson.h>

#include <selftest/work.h>

static uint64_t units()
{
	const char *extra = std::getenv("GATE_EXTRA");

	return WORK_UNITS + (extra ? std::strtoul(extra, nullptr, 10) : 0);
}

// A fresh seed for each repetition, as tare draws one for each set-up.
static uint64_t seed()
{
	std::random_device device;

	return (static_cast<uint64_t>(device()) << 32 | device()) | 1;
}

static void multiply(benchmark::State &state)
{
	uint64_t value = seed(), n = units();

	for (auto _ : state)
		value = work_multiply(value, n);
	benchmark::DoNotOptimize(value);
}
BENCHMARK(multiply);

static void table(benchmark::State &state)
{
	std::vector<uint32_t> entry(WORK_TABLE_ENTRIES);
	uint64_t random = seed(), n = units();
	uint32_t at = 0, step = 0;

	for (auto &value : entry)
		value = static_cast<uint32_t>(work_random(&random));
	for (auto _ : state) {
		at = work_table(entry.data(), at, &step, n);
		benchmark::DoNotOptimize(at);
	}
}
BENCHMARK(table);

static void sort(benchmark::State &state)
{
	uint64_t random = seed(), n = units();

	for (auto _ : state) {
		uint32_t sum = work_sort(&random, n);
		benchmark::DoNotOptimize(sum);
	}
}
BENCHMARK(sort);

static void parse(benchmark::State &state)
{
	uint64_t random = seed(), n = units();
	std::vector<char> text(work_text_bytes(n));
	size_t length = work_text(text.data(), &random, n);

	for (auto _ : state)
		json_decref(json_loadb(text.data(), length, 0, nullptr));
}
BENCHMARK(parse);

BENCHMARK_MAIN();
