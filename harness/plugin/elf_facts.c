#include "plugin/elf_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "plugin/plugin.h"

#define BUILD_ID_MAX_BYTES 32

/* An ELF file open for reading. */
struct elf_file {
	int fd;
	Elf *elf;
};

static void elf_file_release(struct elf_file *file)
{
	elf_end(file->elf);
	if (file->fd >= 0)
		close(file->fd);
}

static int elf_file_open(struct elf_file *file, const char *path,
			 struct err *err)
{
	elf_version(EV_CURRENT);
	file->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		return err_sys(err, ERR_PLUGIN, errno, "cannot be read");
	file->elf = elf_begin(file->fd, ELF_C_READ_MMAP, NULL);
	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF) {
		return err_set(err, ERR_PLUGIN,
			       "not an ELF file; expected a shared object as "
			       "tare_add_plugin() builds it");
	}
	return 0;
}

struct machine_name {
	char text[24];
};

static struct machine_name machine_name(const GElf_Ehdr *header)
{
	static const struct {
		unsigned machine, class;
		const char *name;
	} known[] = {
	    {EM_X86_64, ELFCLASS64, "x86_64"},
	    {EM_X86_64, ELFCLASS32, "x32"},
	    {EM_386, ELFCLASS32, "i386"},
	    {EM_AARCH64, ELFCLASS64, "aarch64"},
	    {EM_ARM, ELFCLASS32, "arm"},
	    {EM_RISCV, ELFCLASS64, "riscv64"},
	    {EM_RISCV, ELFCLASS32, "riscv32"},
	    {EM_PPC64, ELFCLASS64, "ppc64"},
	    {EM_S390, ELFCLASS64, "s390x"},
	    {EM_LOONGARCH, ELFCLASS64, "loongarch64"},
	};
	unsigned class = header->e_ident[EI_CLASS];
	struct machine_name name;

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i].machine == header->e_machine &&
		    known[i].class == class) {
			snprintf(name.text, sizeof(name.text), "%s",
				 known[i].name);
			return name;
		}
	}
	snprintf(name.text, sizeof(name.text), "machine %u (%u bits)",
		 header->e_machine, class == ELFCLASS64 ? 64u : 32u);
	return name;
}

static int check_machine(const GElf_Ehdr *header, struct err *err)
{
	struct elf_file self CLEANUP(elf_file_release) = {-1, NULL};
	GElf_Ehdr own;
	int r = elf_file_open(&self, "/proc/self/exe", err);

	if (r)
		return r;
	if (!gelf_getehdr(self.elf, &own)) {
		return err_set(err, ERR_PLUGIN,
			       "/proc/self/exe: its ELF header cannot be read");
	}
	if (own.e_machine != header->e_machine ||
	    own.e_ident[EI_CLASS] != header->e_ident[EI_CLASS] ||
	    own.e_ident[EI_DATA] != header->e_ident[EI_DATA]) {
		return err_set(err, ERR_PLUGIN,
			       "it is for %s, this tare is for %s; rebuild it "
			       "for this machine",
			       machine_name(header).text,
			       machine_name(&own).text);
	}
	return 0;
}

static bool host_has(const char *sanitizer)
{
#if defined(__SANITIZE_ADDRESS__)
	return strcmp(sanitizer, "AddressSanitizer") == 0;
#elif defined(__SANITIZE_THREAD__)
	return strcmp(sanitizer, "ThreadSanitizer") == 0;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	return strcmp(sanitizer, "AddressSanitizer") == 0;
#elif __has_feature(thread_sanitizer)
	return strcmp(sanitizer, "ThreadSanitizer") == 0;
#endif
#endif
	(void)sanitizer;
	return false;
}

static const char *sanitizer_of(const char *symbol)
{
	if (strcmp(symbol, "__asan_init") == 0)
		return "AddressSanitizer";
	if (strcmp(symbol, "__tsan_init") == 0)
		return "ThreadSanitizer";
	if (strcmp(symbol, "__msan_init") == 0)
		return "MemorySanitizer";
	return NULL;
}

/* A sanitized object needs its runtime's initialiser from the program. */
static int check_dynamic_symbols(Elf *elf, Elf_Scn *section,
				 const GElf_Shdr *header, struct err *err)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
		const char *name =
		    elf_strptr(elf, header->sh_link, symbol.st_name);
		const char *sanitizer = name ? sanitizer_of(name) : NULL;

		if (sanitizer && symbol.st_shndx == SHN_UNDEF &&
		    !host_has(sanitizer)) {
			return err_set(err, ERR_PLUGIN,
				       "built with %s, this tare is not; "
				       "rebuild it without, or use a tare "
				       "built with it",
				       sanitizer);
		}
	}
	return 0;
}

static int check_sanitizers(Elf *elf, struct err *err)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section))) {
		int r = 0;

		if (gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_DYNSYM)
			r = check_dynamic_symbols(elf, section, &header, err);
		if (r)
			return r;
	}
	return 0;
}

int elf_check(const char *path, struct err *err)
{
	struct elf_file file CLEANUP(elf_file_release) = {-1, NULL};
	GElf_Ehdr header;
	int r = elf_file_open(&file, path, err);

	if (r)
		return r;
	if (!gelf_getehdr(file.elf, &header)) {
		return err_set(err, ERR_PLUGIN,
			       "its ELF header is broken: %s; build it again",
			       elf_errmsg(-1));
	}
	r = check_machine(&header, err);
	if (r)
		return r;
	if (header.e_type != ET_DYN) {
		return err_set(err, ERR_PLUGIN,
			       "an ELF file, but not a shared object (type "
			       "%u, expected %d); link it with -shared",
			       header.e_type, ET_DYN);
	}
	return check_sanitizers(file.elf, err);
}

static void to_hex(const unsigned char *bytes, size_t count, char *ret)
{
	for (size_t i = 0; i < count; i++)
		snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
}

/* The GNU build id among the notes of one segment. */
static bool build_id_in(Elf *elf, const GElf_Phdr *segment, char ret[80])
{
	Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)segment->p_offset,
					      segment->p_filesz, ELF_T_NHDR);
	size_t offset = 0, name_at, text_at, next;
	GElf_Nhdr note;

	while (data && (next = gelf_getnote(data, offset, &note, &name_at,
					    &text_at)) > 0) {
		const char *bytes = data->d_buf;

		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    memcmp(bytes + name_at, "GNU", 4) == 0 &&
		    note.n_descsz > 0 && note.n_descsz <= BUILD_ID_MAX_BYTES) {
			to_hex((const unsigned char *)bytes + text_at,
			       note.n_descsz, ret);
			return true;
		}
		offset = next;
	}
	return false;
}

static bool build_id(Elf *elf, char ret[80])
{
	GElf_Phdr segment;
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, (int)i, &segment) &&
		    segment.p_type == PT_NOTE &&
		    build_id_in(elf, &segment, ret))
			return true;
	return false;
}

int plugin_build_id(const char *path, char ret[80], struct err *err)
{
	struct elf_file file CLEANUP(elf_file_release) = {-1, NULL};
	char hex[HASH_HEX_SIZE];
	int r = elf_file_open(&file, path, err);

	if (r)
		return err_wrap(err, "plugin '%s'", path);
	if (build_id(file.elf, ret))
		return 0;
	r = hash_file(path, hex, err);
	if (r)
		return r;
	snprintf(ret, 80, "sha256:%s", hex);
	return 0;
}
