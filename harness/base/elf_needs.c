#include "base/elf_needs.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

struct elf_file {
	int fd;
	Elf *elf;
};

static void elf_file_close(struct elf_file *file)
{
	elf_end(file->elf);
	if (file->fd >= 0)
		(void)close(file->fd);
}

static int add_library(struct elf_needs *needs, char *name, const char *path,
		       struct err *err)
{
	if (needs->library_count == ELF_NEEDS_MAX)
		return err_set(err, ERR_LIMIT,
			       "'%s' loads more than %d libraries", path,
			       ELF_NEEDS_MAX);
	needs->library[needs->library_count++] = name;
	return 0;
}

static int read_entry(Elf *elf, size_t strings, const GElf_Dyn *entry,
		      const char *path, struct arena *arena,
		      struct elf_needs *needs, struct err *err)
{
	GElf_Sxword tag = entry->d_tag;

	if (tag != DT_NEEDED && tag != DT_RPATH && tag != DT_RUNPATH)
		return 0;
	const char *text = elf_strptr(elf, strings, entry->d_un.d_val);
	if (!text)
		return err_set(err, ERR_FORMAT,
			       "'%s': its dynamic section is broken; build it "
			       "again",
			       path);
	char *copy = arena_strdup(arena, text, err);
	if (!copy)
		return -ERR_NOMEM;
	if (tag == DT_NEEDED)
		return add_library(needs, copy, path, err);
	*(tag == DT_RPATH ? &needs->rpath : &needs->runpath) = copy;
	return 0;
}

static int read_dynamic(Elf *elf, Elf_Scn *section, const char *path,
			struct arena *arena, struct elf_needs *needs,
			struct err *err)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Shdr header;
	GElf_Dyn entry;
	int r = 0;

	if (!gelf_getshdr(section, &header))
		return 0;
	for (int i = 0; r == 0 && data && gelf_getdyn(data, i, &entry); i++) {
		if (entry.d_tag == DT_NULL)
			break;
		r = read_entry(elf, header.sh_link, &entry, path, arena, needs,
			       err);
	}
	return r;
}

int elf_needs_read(const char *path, struct arena *arena, struct elf_needs *ret,
		   struct err *err)
{
	CLEANUP(elf_file_close) struct elf_file file = {-1, NULL};
	struct elf_needs needs = {0};
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int r = 0;

	(void)elf_version(EV_CURRENT);
	file.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file.fd < 0)
		return err_sys(err, ERR_IO, errno, "cannot read '%s'", path);
	file.elf = elf_begin(file.fd, ELF_C_READ_MMAP, NULL);
	if (!file.elf || elf_kind(file.elf) != ELF_K_ELF)
		return err_set(err, ERR_FORMAT, "'%s' is not an ELF file",
			       path);
	while (r == 0 && (section = elf_nextscn(file.elf, section)))
		if (gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_DYNAMIC)
			r = read_dynamic(file.elf, section, path, arena, &needs,
					 err);
	if (r == 0)
		*ret = needs;
	return r;
}
