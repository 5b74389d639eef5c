#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <unistd.h>

#include "base/str.h"

#define CHUNK_BYTES (64 * 1024)

_Static_assert(HASH_HEX_SIZE == SHA256_DIGEST_STRING_LENGTH, "hex and NUL");

void hash_bytes(const void *bytes, size_t length, char hex[HASH_HEX_SIZE])
{
	SHA2_CTX sha;

	SHA256Init(&sha);
	SHA256Update(&sha, bytes, length);
	SHA256End(&sha, hex);
}

/* 0 or an errno */
static int hash_fd(int fd, char hex[HASH_HEX_SIZE])
{
	uint8_t chunk[CHUNK_BYTES];
	SHA2_CTX sha;

	SHA256Init(&sha);
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));

		if (got == 0)
			break;
		if (got > 0)
			SHA256Update(&sha, chunk, (size_t)got);
		else if (errno != EINTR)
			return errno;
	}
	SHA256End(&sha, hex);
	return 0;
}

int hash_file(const char *path, char hex[HASH_HEX_SIZE], struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), failed;

	failed = fd < 0 ? errno : hash_fd(fd, hex);
	if (fd >= 0)
		close(fd);
	if (failed)
		return err_sys(err, ERR_IO, failed, "cannot read '%s'",
			       str_shown(path).text);
	return 0;
}

uint64_t hash_text(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}
