/* The longest id that is allowed. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.named200", "1.0.0")

/* clang-format off */
TARE_BENCH(name_of_two_hundred_characters_name_of_two_hundred_characters_name_of_two_hundred_characters_name_of_two_hundred_characters_name_of_two_hundred_characters_name_of_two_hundred_characters_name_of_two_hu)
{
	TARE_LOOP(b) {
	}
}
