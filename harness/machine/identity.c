#include <gnu/libc-version.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "machine/cpulist.h"
#include "machine/hypervisor.h"
#include "machine/machine.h"

#define CPUINFO    "/proc/cpuinfo"
#define CPU_FOLDER "/sys/devices/system/cpu"
#define HASH_CHARS 16

static void cpu_value(const char *root, const char *key, char *buf, size_t size)
{
	if (!sysfile_value(root, CPUINFO, key, buf, size) || !buf[0])
		snprintf(buf, size, "absent");
}

static void short_hash(const char *text, char ret[HASH_CHARS + 1])
{
	char hex[HASH_HEX_SIZE];

	hash_bytes(text, strlen(text), hex);
	snprintf(ret, HASH_CHARS + 1, "%.16s", hex);
}

/* x86: "AuthenticAMD-25-1-1". */
static bool read_cpu_x86(struct machine_identity *ret, const char *root)
{
	char vendor[20], family[12], model[12], stepping[12];

	if (!sysfile_value(root, CPUINFO, "vendor_id", vendor, sizeof(vendor)))
		return false;
	cpu_value(root, "cpu family", family, sizeof(family));
	/* "model" is a word of its own; "model name" comes after it. */
	cpu_value(root, "model", model, sizeof(model));
	cpu_value(root, "stepping", stepping, sizeof(stepping));
	cpu_value(root, "model name", ret->cpu_model, sizeof(ret->cpu_model));
	snprintf(ret->cpu_signature, sizeof(ret->cpu_signature), "%s-%s-%s-%s",
		 vendor, family, model, stepping);
	return true;
}

/* Arm: implementer, architecture, part, variant and revision. */
static bool read_cpu_arm(struct machine_identity *ret, const char *root)
{
	char implementer[12], architecture[12], part[12];
	char variant[12], revision[12];

	if (!sysfile_value(root, CPUINFO, "CPU implementer", implementer,
			   sizeof(implementer)))
		return false;
	cpu_value(root, "CPU architecture", architecture, sizeof(architecture));
	cpu_value(root, "CPU part", part, sizeof(part));
	cpu_value(root, "CPU variant", variant, sizeof(variant));
	cpu_value(root, "CPU revision", revision, sizeof(revision));
	snprintf(ret->cpu_model, sizeof(ret->cpu_model), "arm %s part %s",
		 implementer, part);
	snprintf(ret->cpu_signature, sizeof(ret->cpu_signature),
		 "%s-%s-%s-%s.%s", implementer, architecture, part, variant,
		 revision);
	return true;
}

static void read_cpu(struct machine_identity *ret, const char *root)
{
	char flags[8192];

	if (!read_cpu_x86(ret, root) && !read_cpu_arm(ret, root)) {
		snprintf(ret->cpu_model, sizeof(ret->cpu_model), "absent");
		snprintf(ret->cpu_signature, sizeof(ret->cpu_signature),
			 "absent");
	}
	if (!sysfile_value(root, CPUINFO, "flags", flags, sizeof(flags)))
		cpu_value(root, "Features", flags, sizeof(flags));
	short_hash(flags, ret->cpu_flags_hash);
	cpu_value(root, "microcode", ret->microcode, sizeof(ret->microcode));
}

/* major.minor of "6.1.0-18-amd64"; a patch release is the same machine. */
static void read_kernel(struct machine_identity *ret, const char *root)
{
	char release[128];
	const char *at = release;
	uint64_t major, minor;

	if (sysfile_text(root, "/proc/sys/kernel/osrelease", release,
			 sizeof(release)) &&
	    str_take_u64(&at, &major) && *at++ == '.' &&
	    str_take_u64(&at, &minor))
		snprintf(ret->kernel, sizeof(ret->kernel),
			 "%" PRIu64 ".%" PRIu64, major, minor);
	else
		snprintf(ret->kernel, sizeof(ret->kernel), "absent");
}

static void read_system(struct machine_identity *ret, const char *root)
{
	struct utsname name;

	read_kernel(ret, root);
	snprintf(ret->libc, sizeof(ret->libc), "glibc %s",
		 gnu_get_libc_version());
	/* The file is there since Linux 6.1. */
	if (!sysfile_text(root, "/proc/sys/kernel/arch", ret->arch,
			  sizeof(ret->arch)) &&
	    uname(&name) == 0)
		snprintf(ret->arch, sizeof(ret->arch), "%.31s", name.machine);
}

static void read_topology(struct machine_identity *ret, const char *root)
{
	long online;

	ret->cpus_online = cpulist_file(root, CPU_FOLDER "/online");
	if (ret->cpus_online == 0 && !*root) {
		online = sysconf(_SC_NPROCESSORS_ONLN);
		ret->cpus_online = online > 0 ? (uint32_t)online : 0;
	}
	ret->smt = cpulist_file(root, CPU_FOLDER
				"/cpu0/topology/thread_siblings_list");
	if (ret->smt == 0)
		ret->smt = 1;
}

/*
 * MemTotal is what the kernel left over at boot, which moves by some MiB.
 * Rounded up to an eighth (a power of two) it is what was installed.
 */
static uint64_t memory_mib(const char *root)
{
	uint64_t kib, step = 64;

	if (!sysfile_u64(root, "/proc/meminfo", "MemTotal", &kib))
		return 0;
	uint64_t mib = kib / 1024;
	while (step * 16 <= mib)
		step *= 2;
	return (mib + step - 1) / step * step;
}

static void identity_hash(struct machine_identity *id)
{
	char text[1024];

	snprintf(text, sizeof(text),
		 "%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%u %u %llu", id->cpu_model,
		 id->cpu_signature, id->cpu_flags_hash, id->microcode,
		 id->hypervisor, id->kernel, id->libc, id->arch,
		 id->cpus_online, id->smt, (unsigned long long)id->memory_mib);
	short_hash(text, id->id);
}

int machine_identify(struct machine_identity *ret, const char *root,
		     struct err *err)
{
	struct machine_identity id = {0};

	read_cpu(&id, root);
	read_system(&id, root);
	read_topology(&id, root);
	hypervisor_name(id.hypervisor, sizeof(id.hypervisor), root);
	id.memory_mib = memory_mib(root);
	if (id.cpus_online == 0)
		return err_set(
		    err, ERR_SYS,
		    "this machine cannot be told from others: %s" CPU_FOLDER
		    "/online cannot be read; mount sysfs",
		    root);
	identity_hash(&id);
	*ret = id;
	return 0;
}
