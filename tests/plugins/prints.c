/*
 * Writes where it has no business: stdout, stderr and descriptor 3, when it
 * is loaded and when it runs.
 */
#include <string.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.prints", "1.0.0")

static void shout(void)
{
	char line[1024];

	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (int fd = 1; fd <= 3; fd++)
		for (int i = 0; i < 1000; i++)
			if (write(fd, line, sizeof(line)) < 0)
				break;
}

__attribute__((constructor)) static void loaded(void)
{
	shout();
}

TARE_BENCH(noise)
{
	shout();
	TARE_LOOP(b) {
	}
	shout();
}
