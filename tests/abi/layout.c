/*
 * The layout of ABI 1.0 on machines with 64-bit pointers, as numbers: a
 * header that moves a field does not compile.
 */
#include <tare/plugin.h>

#define AT(type, field, offset)                                                \
	_Static_assert(offsetof(struct type, field) == (offset),               \
		       #type "." #field " has moved")

#if UINTPTR_MAX == UINT64_MAX
AT(tare_plugin, magic, 0);
AT(tare_plugin, abi, 4);
AT(tare_plugin, struct_size, 8);
AT(tare_plugin, build_flags, 12);
AT(tare_plugin, id, 16);
AT(tare_plugin, version, 24);
AT(tare_plugin, build_info, 32);
AT(tare_plugin, bench, 40);
AT(tare_plugin, bench_count, 48);
AT(tare_plugin, get_extension, 56);

AT(tare_bench, struct_size, 0);
AT(tare_bench, flags, 4);
AT(tare_bench, id, 8);
AT(tare_bench, file, 16);
AT(tare_bench, line, 24);
AT(tare_bench, reserved, 28);
AT(tare_bench, summary, 32);
AT(tare_bench, unit, 40);
AT(tare_bench, params, 48);
AT(tare_bench, threads, 56);
AT(tare_bench, tags, 64);
AT(tare_bench, body, 72);
AT(tare_bench, batch, 80);
AT(tare_bench, setup, 88);
AT(tare_bench, check, 96);
AT(tare_bench, teardown, 104);

AT(tare_state, struct_size, 0);
AT(tare_state, next, 8);
AT(tare_state, host, 16);
AT(tare_state, arg, 24);
AT(tare_state, arg_count, 32);
AT(tare_state, seed, 40);
AT(tare_state, thread_index, 48);
AT(tare_state, thread_count, 52);

AT(tare_host, struct_size, 0);
AT(tare_host, abi, 4);
AT(tare_host, get_extension, 8);
AT(tare_host, say, 16);
AT(tare_host, alloc, 24);
AT(tare_host, defer, 32);
AT(tare_host, random, 40);
AT(tare_host, rate, 48);
AT(tare_host, metric, 56);
#endif

_Static_assert(TARE_MAGIC == 0x65726174, "the magic has changed");
