/* Closes every descriptor, so that the host hears no more, and hangs. */
#include <unistd.h>

#include "bad.h"

SPOIL(for (int fd = 0; fd < 1024; fd++) close(fd); for (;;) pause())
