#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "base/mem.h"
#include "base/sysfile.h"
#include "machine/hypervisor.h"

/* A signature that a hypervisor shows, and its usual name. */
struct signature {
	const char *text, *name;
};

static const struct signature cpuid_names[] = {
    {"KVMKVMKVM", "kvm"},         {"Microsoft Hv", "hyperv"},
    {"VMwareVMware", "vmware"},   {"XenVMMXenVMM", "xen"},
    {"TCGTCGTCGTCG", "qemu-tcg"}, {"bhyve bhyve", "bhyve"},
    {"ACRNACRNACRN", "acrn"},     {"VBoxVBoxVBox", "virtualbox"},
};

/* In DMI's vendor or product, or the device tree. */
static const struct signature board_names[] = {
    {"QEMU", "kvm"},         {"KVM", "kvm"},     {"kvm", "kvm"},
    {"Amazon EC2", "kvm"},   {"Google", "kvm"},  {"VMware", "vmware"},
    {"Xen", "xen"},          {"xen", "xen"},     {"innotek", "virtualbox"},
    {"Microsoft", "hyperv"}, {"Alibaba", "kvm"},
};

static const char *match(const char *text, const struct signature *table,
			 size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, table[i].text))
			return table[i].name;
	return NULL;
}

/* Leaf 0x40000000 of this very CPU: nothing to read below another root. */
static const char *from_cpuid(const char *root)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned eax, text[4] = {0};

	if (*root)
		return NULL;
	__cpuid(0x40000000, eax, text[0], text[1], text[2]);
	return match((const char *)text, cpuid_names, ARRAY_SIZE(cpuid_names));
#else
	(void)root;
	(void)cpuid_names;
	return NULL;
#endif
}

static const char *from_files(const char *root)
{
	static const char *const path[] = {
	    "/sys/hypervisor/type",
	    "/sys/class/dmi/id/sys_vendor",
	    "/sys/class/dmi/id/product_name",
	    "/proc/device-tree/hypervisor/compatible",
	};
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(path); i++) {
		if (!sysfile_text(root, path[i], text, sizeof(text)))
			continue;
		const char *name =
		    match(text, board_names, ARRAY_SIZE(board_names));
		if (name)
			return name;
	}
	return NULL;
}

void hypervisor_name(char *buf, size_t size, const char *root)
{
	char flags[8192];
	bool x86 =
	    sysfile_value(root, "/proc/cpuinfo", "flags", flags, sizeof(flags));
	const char *name = NULL;

	if (x86 && !strstr(flags, " hypervisor")) {
		snprintf(buf, size, "none");
		return;
	}
	if (x86)
		name = from_cpuid(root);
	if (!name)
		name = from_files(root);
	if (!name)
		name = x86 ? "unknown" : "none";
	snprintf(buf, size, "%s", name);
}
