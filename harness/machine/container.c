#include "machine/container.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/sysfile.h"

/* What managers leave in the container, or in the path of its group. */
static const struct {
	const char *path, *text, *name;
} marks[] = {
    {"/proc/self/cgroup", "kubepods", "kubernetes"},
    {"/var/run/secrets/kubernetes.io/serviceaccount/namespace", "",
     "kubernetes"},
    {"/run/.containerenv", "", "podman"},
    {"/.dockerenv", "", "docker"},
    {"/proc/self/cgroup", "/docker", "docker"},
    {"/proc/self/cgroup", "/lxc", "lxc"},
};

void container_name(char *buf, size_t size, const char *root)
{
	char text[4096];

	/* systemd's own convention: the file holds the name. */
	if (sysfile_text(root, "/run/systemd/container", buf, size) && *buf)
		return;
	buf[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(marks) && !*buf; i++)
		if (sysfile_text(root, marks[i].path, text, sizeof(text)) &&
		    strstr(text, marks[i].text))
			snprintf(buf, size, "%s", marks[i].name);
}
