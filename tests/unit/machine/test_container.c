#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "machine/container.h"

#define ROOT(name) TEST_SOURCE_DIR "/roots/" name

static void expect(const char *root, char *name)
{
	char found[32];

	container_name(found, sizeof(found), root);
	cr_assert(eq(str, found, name), "%s", root);
}

Test(container, is_named_by_what_its_manager_leaves)
{
	expect(ROOT("cgroup1"), (char[]){"docker"});
	expect(ROOT("kubernetes"), (char[]){"kubernetes"});
	expect(ROOT("podman"), (char[]){"podman"});
	expect(ROOT("lxc"), (char[]){"lxc"});
	expect(ROOT("nspawn"), (char[]){"systemd-nspawn"});
}

Test(container, none)
{
	expect(ROOT("cgroup2"), (char[]){""});
	expect(ROOT("bare"), (char[]){""});
}
