#include <stdio.h>
#include <stdlib.h>

#include "base/sysfile.h"
#include "machine/cpulist.h"

#define MAX_CPU   65535
#define MAX_BYTES 4096

uint32_t cpulist_count(const char *list)
{
	uint32_t total = 0;

	for (const char *at = list;;) {
		char *end;
		unsigned long first = strtoul(at, &end, 10), last = first;
		if (end == at)
			return 0;
		if (*end == '-') {
			at = end + 1;
			last = strtoul(at, &end, 10);
		}
		if (end == at || last < first || last > MAX_CPU)
			return 0;
		total += (uint32_t)(last - first + 1);
		if (*end == '\0')
			return total;
		if (*end != ',')
			return 0;
		at = end + 1;
	}
}

uint32_t cpulist_file(const char *root, const char *path)
{
	char text[MAX_BYTES];

	if (!sysfile_text(root, path, text, sizeof(text)))
		return 0;
	return cpulist_count(text);
}

uint32_t cpulist_status(const char *root)
{
	char text[MAX_BYTES];

	if (!sysfile_value(root, "/proc/self/status", "Cpus_allowed_list", text,
			   sizeof(text)))
		return 0;
	return cpulist_count(text);
}
