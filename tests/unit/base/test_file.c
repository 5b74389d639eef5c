#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "chaos.h"
#include "text.h"
#include "tmpdir.h"

static struct tmpdir dir;
static struct err err;

static void set_up(void)
{
	dir = tmpdir_make();
}

static void tear_down(void)
{
	tmpdir_remove(&dir);
}

TestSuite(file, .init = set_up, .fini = tear_down);

static int write_text(const char *path, const char *text)
{
	struct file_out out = {0};
	int failed = file_out_open(&out, path, &err);

	if (failed)
		return failed;
	fputs(text, out.stream);
	return file_out_commit(&out, &err);
}

static void expect_content(const char *name, const char *expected)
{
	CLEANUP(mem_free) char *text = tmpdir_read(&dir, name);

	cr_assert(ne(ptr, text, NULL));
	cr_assert(eq(str, text, (char *)expected));
}

Test(file, read_within_and_above_the_limit)
{
	char *path = tmpdir_write(&dir, "a", "12345"), *text = NULL;
	size_t length = 0;

	cr_assert(eq(int, file_read(path, 5, &text, &length, NULL), 0));
	cr_assert(eq(str, text, "12345"));
	cr_assert(eq(sz, length, 5));
	free(text);
	text = NULL;
	cr_assert(
	    eq(int, file_read(path, 4, &text, &length, &err), -ERR_LIMIT));
	cr_assert(text_has(err.text, "larger than the limit of 4 bytes"));
	cr_assert(eq(ptr, text, NULL));
}

Test(file, read_sizes_around_the_buffer)
{
	static const size_t sizes[] = {0,     1,     16383,  16384,
				       16385, 65536, 1000000};
	char *bytes = calloc(1, 1000000);

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *path = tmpdir_write_bytes(&dir, "b", bytes, sizes[i]);
		char *text = NULL;
		size_t length = 7;

		cr_assert(
		    eq(int, file_read(path, 1000000, &text, &length, NULL), 0));
		cr_assert(eq(sz, length, sizes[i]));
		cr_assert(eq(chr, text[length], '\0'));
		free(text);
	}
	free(bytes);
}

Test(file, read_errors)
{
	char *text = NULL, *message = err.text;

	cr_assert(
	    eq(int, file_read("/none/\033[x", 9, &text, NULL, &err), -ERR_IO));
	cr_assert(eq(str, message,
		     "cannot read '/none/?[x': No such file or directory"));
	err_clear(&err);
	cr_assert(eq(int, file_read(dir.path, 9, &text, NULL, &err), -ERR_IO));
	cr_assert(text_has(message, "Is a directory"));
	err_clear(&err);
	cr_assert(eq(int, file_read("/dev/zero", 1000, &text, NULL, &err),
		     -ERR_LIMIT));
}

Test(file, read_standard_input)
{
	char *path = tmpdir_write(&dir, "in", "typed"), *text = NULL;
	int fd = open(path, O_RDONLY);

	dup2(fd, STDIN_FILENO);
	close(fd);
	cr_assert(eq(int, file_read("-", 100, &text, NULL, NULL), 0));
	cr_assert(eq(str, text, "typed"));
	cr_assert(ge(int, fcntl(STDIN_FILENO, F_GETFD), 0));
	free(text);
}

Test(file, out_appears_only_at_commit)
{
	struct file_out out = {0};
	char *path = tmpdir_path(&dir, "new");

	cr_assert(eq(int, file_out_open(&out, path, NULL), 0));
	fputs("text", out.stream);
	fflush(out.stream);
	cr_assert(not(file_exists(path)));
	cr_assert(eq(int, file_out_commit(&out, NULL), 0));
	expect_content("new", "text");
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
	file_out_abort(&out);
	expect_content("new", "text");
}

Test(file, abort_leaves_no_trace)
{
	char *path = tmpdir_write(&dir, "old", "old");
	struct file_out out = {0};

	file_out_abort(&out);
	file_out_abort(NULL);
	cr_assert(eq(int, file_out_open(&out, path, NULL), 0));
	fputs("new", out.stream);
	file_out_abort(&out);
	expect_content("old", "old");
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
}

Test(file, replacing_keeps_the_mode)
{
	char *path = tmpdir_write(&dir, "m", "old");
	struct stat facts;

	chmod(path, 0640);
	cr_assert(eq(int, write_text(path, "new"), 0));
	cr_assert(eq(int, stat(path, &facts), 0));
	cr_assert(eq(int, facts.st_mode & 0777, 0640));
	expect_content("m", "new");
}

Test(file, new_files_follow_the_umask)
{
	char *path = tmpdir_path(&dir, "u");
	struct stat facts;

	umask(027);
	cr_assert(eq(int, write_text(path, "x"), 0));
	cr_assert(eq(int, stat(path, &facts), 0));
	cr_assert(eq(int, facts.st_mode & 0777, 0640));
}

Test(file, symbolic_link_stays_and_its_target_is_replaced)
{
	struct stat facts;
	char *link = tmpdir_path(&dir, "link");

	mkdir(tmpdir_path(&dir, "sub"), 0755);
	tmpdir_write(&dir, "sub/target", "old");
	cr_assert(eq(int, symlink("sub/target", link), 0));
	cr_assert(eq(int, write_text(link, "new"), 0));
	cr_assert(eq(int, lstat(link, &facts), 0));
	cr_assert(eq(int, facts.st_mode &S_IFMT, S_IFLNK));
	expect_content("sub/target", "new");
}

Test(file, dangling_link_makes_its_target)
{
	char *link = tmpdir_path(&dir, "link");

	cr_assert(eq(int, symlink("made", link), 0));
	cr_assert(eq(int, write_text(link, "new"), 0));
	expect_content("made", "new");
	cr_assert(eq(sz, tmpdir_entries(&dir), 2));
}

Test(file, circular_link_is_refused)
{
	char *link = tmpdir_path(&dir, "loop");

	cr_assert(eq(int, symlink("loop", link), 0));
	cr_assert(eq(int, write_text(link, "x"), -ERR_IO));
	cr_assert(text_has(err.text, "Too many levels of symbolic links"));
}

Test(file, open_fails_at_once)
{
	char *message = err.text, *path;
	struct file_out out = {0};

	cr_assert(
	    eq(int, file_out_open(&out, "/none/x/y.json", &err), -ERR_IO));
	cr_assert(eq(str, message,
		     "cannot write '/none/x/y.json': directory '/none/x/' "
		     "does not exist; make it first with mkdir -p"));
	err_clear(&err);
	tmpdir_write(&dir, "file", "");
	path = tmpdir_path(&dir, "file/below");
	cr_assert(eq(int, file_out_open(&out, path, &err), -ERR_IO));
	cr_assert(text_has(message, "Not a directory"));
	err_clear(&err);
	cr_assert(eq(int, file_out_open(&out, dir.path, &err), -ERR_IO));
	cr_assert(text_has(message, "Is a directory"));
	err_clear(&err);
	cr_assert(eq(int, file_out_open(&out, "", &err), -ERR_IO));
	cr_assert(eq(ptr, out.stream, NULL));
}

Test(file, read_only_file_system_is_refused)
{
	struct file_out out = {0};

	cr_assert(
	    eq(int, file_out_open(&out, "/proc/tare-test", &err), -ERR_IO));
	cr_assert(eq(ptr, out.stream, NULL));
}

/* A full disk, by a limit: the write fails with EFBIG. */
static int write_much(const char *path, size_t bytes)
{
	struct rlimit limit, small;
	struct file_out out = {0};
	int r;

	signal(SIGXFSZ, SIG_IGN);
	if (file_out_open(&out, path, &err))
		return 1;
	getrlimit(RLIMIT_FSIZE, &limit);
	small = (struct rlimit){4096, limit.rlim_max};
	setrlimit(RLIMIT_FSIZE, &small);
	for (size_t i = 0; i < bytes; i++)
		fputc('x', out.stream);
	r = file_out_commit(&out, &err);
	setrlimit(RLIMIT_FSIZE, &limit);
	return r;
}

Test(file, full_disk_leaves_the_old_file)
{
	char *path = tmpdir_write(&dir, "old", "old"), *message = err.text;

	cr_assert(eq(int, write_much(path, 5000), -ERR_IO));
	cr_assert(text_has(message, "cannot write '"));
	expect_content("old", "old");
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
}

/* The error came long before the commit, whose own flush succeeds. */
Test(file, early_write_error_is_not_forgotten)
{
	char *path = tmpdir_write(&dir, "old", "old");

	cr_assert(eq(int, write_much(path, 100000), -ERR_IO));
	expect_content("old", "old");
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
}

Test(file, devices_are_written_not_replaced)
{
	struct stat facts;

	cr_assert(eq(int, write_text("/dev/null", "x"), 0));
	cr_assert(eq(int, stat("/dev/null", &facts), 0));
	cr_assert(eq(int, facts.st_mode &S_IFMT, S_IFCHR));
	cr_assert(eq(int, write_text("/dev/full", "x"), -ERR_IO));
	cr_assert(text_has(err.text, "cannot write '/dev/full': No space "
				     "left on device"));
}

Test(file, closed_reader_of_standard_output)
{
	char *message = err.text;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	cr_assert(eq(int, pipe(ends), 0));
	close(ends[0]);
	dup2(ends[1], STDOUT_FILENO);
	cr_assert(eq(int, write_text("-", "x"), -ERR_IO));
	cr_assert(
	    eq(str, message, "cannot write 'standard output': Broken pipe"));
}

Test(file, target_that_became_a_directory)
{
	struct file_out out = {0};
	char *path = tmpdir_path(&dir, "t");

	cr_assert(eq(int, file_out_open(&out, path, NULL), 0));
	mkdir(path, 0755);
	cr_assert(eq(int, file_out_commit(&out, &err), -ERR_IO));
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
}

Test(file, two_writers_at_once_do_not_mix)
{
	struct file_out one = {0}, two = {0};
	char *path = tmpdir_path(&dir, "t");

	cr_assert(eq(int, file_out_open(&one, path, NULL), 0));
	cr_assert(eq(int, file_out_open(&two, path, NULL), 0));
	fputs("one", one.stream);
	fputs("two", two.stream);
	cr_assert(eq(int, file_out_commit(&two, NULL), 0));
	expect_content("t", "two");
	cr_assert(eq(int, file_out_commit(&one, NULL), 0));
	expect_content("t", "one");
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
}

Test(file, names_of_full_length)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	cr_assert(eq(int, write_text(tmpdir_path(&dir, name), "x"), 0));
	expect_content(name, "x");
}

Test(file, make_directories)
{
	char *path = tmpdir_path(&dir, "a/b//c/");

	cr_assert(eq(int, file_make_directories(path, NULL), 0));
	cr_assert(file_is_directory(path));
	cr_assert(eq(int, file_make_directories(path, NULL), 0));
	cr_assert(eq(int, file_make_directories("/", NULL), 0));
	tmpdir_write(&dir, "file", "");
	path = tmpdir_path(&dir, "file/x");
	cr_assert(eq(int, file_make_directories(path, &err), -ERR_IO));
	cr_assert(text_has(err.text, "/file': Not a directory"));
}

Test(file, copy_keeps_content_and_mode)
{
	char *from = tmpdir_write(&dir, "from", "content");
	char *to = tmpdir_path(&dir, "to");
	struct stat facts;

	chmod(from, 0750);
	cr_assert(eq(int, file_copy(from, to, NULL), 0));
	expect_content("to", "content");
	cr_assert(eq(int, stat(to, &facts), 0));
	cr_assert(eq(int, facts.st_mode & 0777, 0750));
}

Test(file, copy_errors_leave_the_target)
{
	char *to = tmpdir_write(&dir, "to", "kept");

	cr_assert(eq(int, file_copy("/none", to, &err), -ERR_IO));
	err_clear(&err);
	cr_assert(eq(int, file_copy(dir.path, to, &err), -ERR_IO));
	cr_assert(text_has(err.text, "Is a directory"));
	expect_content("to", "kept");
	cr_assert(eq(sz, tmpdir_entries(&dir), 1));
}

Test(file, kinds)
{
	char *path = tmpdir_write(&dir, "f", "");

	cr_assert(file_exists(path));
	cr_assert(not(file_is_directory(path)));
	cr_assert(file_is_directory(dir.path));
	cr_assert(not(file_exists(tmpdir_path(&dir, "none"))));
}

Test(file, reading_out_of_memory)
{
	char *path = tmpdir_write(&dir, "f", "old");

	CHAOS_EACH(n)
	{
		char *text = NULL;
		int failed = file_read(path, 100, &text, NULL, NULL);
		bool hit = chaos_stop();

		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
		cr_assert(eq(int, text == NULL, hit));
		free(text);
	}
}

Test(file, directories_out_of_memory)
{
	CHAOS_EACH(n)
	{
		int failed = file_make_directories(dir.path, NULL);
		bool hit = chaos_stop();

		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
	}
}

Test(file, reader_gone_of_a_pipe)
{
	int end[2];

	cr_assert(eq(int, pipe(end), 0));
	FILE *stream = fdopen(end[1], "w");
	cr_assert(not(file_reader_gone(stream)));
	close(end[0]);
	cr_assert(file_reader_gone(stream));
	fclose(stream);
}

Test(file, a_file_needs_no_reader)
{
	FILE *stream = fopen("/dev/full", "w");

	cr_assert(not(file_reader_gone(stream)));
	fclose(stream);
}

/* Whatever fails, the target is old or new and nothing lies beside it. */
Test(file, writing_out_of_memory)
{
	size_t refused = 0;

	CHAOS_EACH(n)
	{
		char *path = tmpdir_write(&dir, "f", "old");
		struct file_out out = {0};
		int failed = file_out_open(&out, path, NULL);
		bool hit;

		if (!failed) {
			fputs("new", out.stream);
			failed = file_out_commit(&out, NULL);
		}
		hit = chaos_stop();
		cr_assert(eq(int, failed ? failed : -ERR_NOMEM, -ERR_NOMEM));
		cr_assert(hit || !failed);
		refused += failed != 0;
		expect_content("f", failed ? "old" : "new");
		cr_assert(eq(sz, tmpdir_entries(&dir), 1));
	}
	cr_assert(ge(sz, refused, 2));
}
