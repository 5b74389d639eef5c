/* Says back what the suite's config gives under "words". */
#include <stdio.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.config_echo", "1.0.0")

TARE_BENCH(echo)
{
	size_t count;
	const char *const *words = tare_config_list(b, "words", &count);
	const char *first = tare_config(b, "words");
	char line[200];

	snprintf(line, sizeof(line), "%zu words, first '%s', last '%s'", count,
		 first ? first : "", count ? words[count - 1] : "");
	tare_note(b, line);
	TARE_LOOP(b) {
	}
}
