#include "run/symbol.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct search {
	uint64_t address;
	struct symbol *ret;
};

static bool holds(const GElf_Sym *symbol, uint64_t address)
{
	int type = GELF_ST_TYPE(symbol->st_info);

	return (type == STT_FUNC || type == STT_GNU_IFUNC) &&
	       symbol->st_shndx != SHN_UNDEF && address >= symbol->st_value &&
	       address - symbol->st_value < symbol->st_size;
}

static bool find_in_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
			  const struct search *search)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = data ? data->d_size / sizeof(Elf32_Sym) : 0;
	GElf_Sym symbol;

	for (size_t i = 0; i < count && gelf_getsym(data, (int)i, &symbol);
	     i++) {
		if (!holds(&symbol, search->address))
			continue;
		const char *name =
		    elf_strptr(elf, header->sh_link, symbol.st_name);
		if (name && name[0]) {
			(void)snprintf(search->ret->name,
				       sizeof(search->ret->name), "%s", name);
			search->ret->offset = search->address - symbol.st_value;
			return true;
		}
	}
	return false;
}

static bool find_in_tables(Elf *elf, GElf_Word type,
			   const struct search *search)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == type &&
		    find_in_table(elf, section, &header, search))
			return true;
	return false;
}

static bool find_in_file(int fd, const struct search *search)
{
	if (elf_version(EV_CURRENT) == EV_NONE)
		return false;
	Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
	bool found = elf && elf_kind(elf) == ELF_K_ELF &&
		     (find_in_tables(elf, SHT_SYMTAB, search) ||
		      find_in_tables(elf, SHT_DYNSYM, search));
	(void)elf_end(elf);
	return found;
}

bool symbol_find(const char *path, uint64_t address, struct symbol *ret)
{
	struct search search = {address, ret};
	struct stat status;
	/* A crashed worker chose PATH: it may be a FIFO or a device. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	bool found = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
		     find_in_file(fd, &search);
	(void)close(fd);
	return found;
}
