/*
 * Machines made of files: roots/cgroup2 (a desktop, cgroup v2), cgroup1 (an
 * old container in a VM), bare (neither PSI nor cgroups, one CPU), arm64 (a
 * cloud VM), rebooted (cgroup2's machine after a reboot).
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "machine/machine.h"
#include "text.h"

#define ROOT(name) TEST_SOURCE_DIR "/roots/" name

static struct machine_identity identify(const char *root)
{
	struct machine_identity id;
	struct err err = {0};
	int rc = machine_identify(&id, root, &err);

	cr_assert(eq(int, rc, 0), "%s", err.text);
	return id;
}

#define IS(field, text) cr_assert(eq(str, (field), (char *)(text)))

Test(identity, of_an_x86_desktop)
{
	struct machine_identity id = identify(ROOT("cgroup2"));

	IS(id.cpu_model, "Intel(R) Xeon(R) Gold 6132 CPU @ 2.60GHz");
	IS(id.cpu_signature, "GenuineIntel-6-85-4");
	IS(id.microcode, "0x2007006");
	IS(id.hypervisor, "none");
	IS(id.kernel, "6.1");
	IS(id.arch, "x86_64");
	cr_assert(text_begins(id.libc, "glibc 2."));
	cr_assert(eq(u32, id.cpus_online, 4));
	cr_assert(eq(u32, id.smt, 2));
	cr_assert(eq(u64, id.memory_mib, 16384));
	cr_assert(eq(sz, strlen(id.id), 16));
	cr_assert(eq(sz, strlen(id.cpu_flags_hash), 16));
}

Test(identity, of_an_arm_cloud_machine)
{
	struct machine_identity id = identify(ROOT("arm64"));

	IS(id.cpu_model, "arm 0x41 part 0xd0c");
	IS(id.cpu_signature, "0x41-8-0xd0c-0x3.1");
	IS(id.microcode, "absent");
	IS(id.hypervisor, "kvm");
	IS(id.kernel, "6.12");
	IS(id.arch, "aarch64");
	cr_assert(eq(u32, id.cpus_online, 64));
	cr_assert(eq(u32, id.smt, 1));
}

Test(identity, names_the_hypervisor_by_its_board)
{
	struct machine_identity id = identify(ROOT("cgroup1"));

	IS(id.hypervisor, "kvm");
}

Test(identity, survives_a_reboot)
{
	struct machine_identity before = identify(ROOT("cgroup2"));
	struct machine_identity after = identify(ROOT("rebooted"));
	char why[256];

	cr_assert(machine_same(&before, &after, why, sizeof(why)), "%s", why);
	IS(why, "");
	IS(after.id, before.id);
}

Test(identity, flags_tell_machines_apart)
{
	struct machine_identity metal = identify(ROOT("cgroup2"));
	struct machine_identity guest = identify(ROOT("cgroup1"));

	cr_assert(ne(str, metal.cpu_flags_hash, guest.cpu_flags_hash));
	cr_assert(ne(str, metal.id, guest.id));
}

Test(identity, needs_the_number_of_cpus)
{
	struct machine_identity id = {.cpus_online = 77};
	struct err err = {0};
	int rc = machine_identify(&id, ROOT("missing"), &err);

	cr_assert(eq(int, rc, -ERR_SYS));
	cr_assert(text_has(err.text, "cpu/online cannot be read"));
	cr_assert(eq(u32, id.cpus_online, 77), "output untouched");
}

Test(identity, of_this_machine_is_stable)
{
	struct machine_identity a = identify(""), b = identify("");

	IS(a.id, b.id);
	cr_assert(gt(u32, a.cpus_online, 0));
	cr_assert(gt(u64, a.memory_mib, 0));
}

Test(same, names_every_difference_with_both_values)
{
	struct machine_identity a = identify(ROOT("cgroup2"));
	struct machine_identity b = identify(ROOT("arm64"));
	char why[1024];

	cr_assert(not(machine_same(&a, &b, why, sizeof(why))));
	cr_assert(text_has(why, "kernel '6.1' against '6.12'"), "%s", why);
	cr_assert(text_has(why, "CPUs online 4 against 64"), "%s", why);
	cr_assert(text_has(why, "architecture 'x86_64' against 'aarch64'"));
	cr_assert(text_has(why, "; memory MiB 16384 against "));
}

Test(same, is_not_same_even_where_the_reason_is_cut)
{
	struct machine_identity a = identify(ROOT("cgroup2"));
	struct machine_identity b = identify(ROOT("arm64"));
	char why[12];

	cr_assert(not(machine_same(&a, &b, why, sizeof(why))));
	cr_assert(eq(sz, strlen(why), sizeof(why) - 1));
}

Test(same, each_number_counts)
{
	struct machine_identity a = identify(ROOT("cgroup2")), b = a;
	char why[256];

	b.smt = 1;
	cr_assert(not(machine_same(&a, &b, why, sizeof(why))));
	IS(why, "threads a core 2 against 1");
	b = a;
	b.memory_mib *= 2;
	cr_assert(not(machine_same(&a, &b, why, sizeof(why))));
	IS(why, "memory MiB 16384 against 32768");
}

Test(conditions, of_a_desktop)
{
	struct machine_conditions c;

	machine_conditions(&c, ROOT("cgroup2"));
	IS(c.governor, "powersave");
	IS(c.turbo, "on");
	IS(c.thp, "always");
	IS(c.aslr, "full");
	IS(c.clocksource, "hpet");
	cr_assert(epsilon_eq(dbl, c.load1, 0.75, 1e-9));
	cr_assert(eq(u32, c.cpus_allowed, 4));
	cr_assert(gt(dbl, c.clock_read_ns, 0));
	cr_assert(gt(dbl, c.clock_resolution_ns, 0));
}

Test(conditions, smallest_quota_of_all_levels_holds)
{
	struct machine_conditions c;

	machine_conditions(&c, ROOT("cgroup2"));
	cr_assert(epsilon_eq(dbl, c.cgroup_quota_cpus, 1.5, 1e-9));
}

Test(conditions, of_an_old_container)
{
	struct machine_conditions c;

	machine_conditions(&c, ROOT("cgroup1"));
	cr_assert(epsilon_eq(dbl, c.cgroup_quota_cpus, 0.5, 1e-9));
	cr_assert(eq(u32, c.cpus_allowed, 1));
	IS(c.turbo, "on");
	IS(c.governor, "absent");
}

Test(conditions, absent_ones_say_so)
{
	struct machine_conditions c;

	machine_conditions(&c, ROOT("bare"));
	IS(c.governor, "absent");
	IS(c.turbo, "absent");
	IS(c.thp, "absent");
	IS(c.aslr, "absent");
	IS(c.clocksource, "absent");
	cr_assert(eq(dbl, c.load1, -1));
	cr_assert(eq(dbl, c.cgroup_quota_cpus, 0));
	cr_assert(eq(u32, c.cpus_allowed, 1));
}

Test(interference, with_pressure_and_cgroup_2)
{
	struct interference now;

	machine_interference(&now, ROOT("cgroup2"));
	cr_assert(eq(dbl, now.psi_cpu_us, 6466693));
	cr_assert(eq(dbl, now.psi_memory_us, 17));
	cr_assert(eq(dbl, now.psi_io_us, 7836630));
	cr_assert(eq(dbl, now.steal_ticks, 42));
	cr_assert(eq(dbl, now.throttled_us, 251000), "both levels");
	cr_assert(eq(dbl, now.throttles, 3), "both levels");
	cr_assert(eq(dbl, now.context_switches, 123456));
	cr_assert(gt(dbl, now.wall_ns, 0));
}

Test(interference, with_cgroup_1_in_a_container)
{
	struct interference now;

	machine_interference(&now, ROOT("cgroup1"));
	cr_assert(eq(dbl, now.throttled_us, 7000), "from ns");
	cr_assert(eq(dbl, now.throttles, 4));
	cr_assert(eq(dbl, now.psi_cpu_us, 5));
	cr_assert(eq(dbl, now.psi_memory_us, -1));
}

Test(interference, absent_is_never_zero)
{
	struct interference now;

	machine_interference(&now, ROOT("bare"));
	cr_assert(eq(dbl, now.psi_cpu_us, -1));
	cr_assert(eq(dbl, now.psi_memory_us, -1));
	cr_assert(eq(dbl, now.psi_io_us, -1));
	cr_assert(eq(dbl, now.steal_ticks, -1));
	cr_assert(eq(dbl, now.throttled_us, -1));
	cr_assert(eq(dbl, now.throttles, -1));
	cr_assert(eq(dbl, now.context_switches, -1));
}

Test(interference, differences_keep_what_is_missing)
{
	struct interference before, after;

	machine_interference(&before, ROOT("cgroup1"));
	after = before;
	after.psi_cpu_us += 30;
	after.throttled_us += 4;
	after.throttles += 2;
	after.steal_ticks -= 1;
	after.wall_ns += 1e9;
	struct interference d = interference_since(&before, &after);
	cr_assert(eq(dbl, d.psi_cpu_us, 30));
	cr_assert(eq(dbl, d.throttled_us, 4));
	cr_assert(eq(dbl, d.throttles, 2));
	cr_assert(eq(dbl, d.context_switches, 0));
	cr_assert(eq(dbl, d.psi_memory_us, -1));
	cr_assert(eq(dbl, d.steal_ticks, -1), "it fell: another total");
	cr_assert(eq(dbl, d.wall_ns, 1e9));
}

Test(interference, missing_on_either_side_is_missing)
{
	struct interference with, without;

	machine_interference(&with, ROOT("cgroup2"));
	machine_interference(&without, ROOT("bare"));
	struct interference a = interference_since(&with, &without);
	struct interference b = interference_since(&without, &with);
	cr_assert(eq(dbl, a.psi_io_us, -1));
	cr_assert(eq(dbl, b.psi_io_us, -1));
}

Test(interference, sums_know_what_every_round_knows)
{
	const struct interference round[] = {
	    {.psi_cpu_us = 3, .throttles = 1, .slices = 50, .wall_ns = 10},
	    {.psi_cpu_us = 4, .throttles = -1, .slices = 30, .disturbed = 2},
	    {.psi_cpu_us = 5, .throttles = 1},
	};
	struct interference all = interference_sum(round, 3);

	cr_assert(eq(dbl, all.psi_cpu_us, 12));
	cr_assert(eq(dbl, all.throttles, -1));
	cr_assert(eq(dbl, all.slices, 80));
	cr_assert(eq(dbl, all.disturbed, 2));
	cr_assert(eq(dbl, all.wall_ns, 10));
	cr_assert(zero(dbl, interference_sum(NULL, 0).psi_cpu_us));
}

Test(interference, of_this_machine_counts_switches)
{
	struct interference before, after;

	machine_interference(&before, "");
	machine_interference(&after, "");
	struct interference d = interference_since(&before, &after);
	cr_assert(ge(dbl, before.context_switches, 1));
	cr_assert(ge(dbl, d.wall_ns, 0));
	cr_assert(ge(dbl, d.context_switches, 0));
}
