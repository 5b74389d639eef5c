/*
 * Params: "a=1,2,4 b=64..4096*4".
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "model/params.h"
#include "text.h"

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

static void values(const char *spec, const char *expected)
{
	struct err err = {0};
	int64_t *value;
	size_t i, count;
	char got[512] = "";

	cr_assert(eq(int, params_values(spec, &arena, &value, &count, &err), 0),
		  "%s", err.text);
	for (i = 0; i < count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%lld",
			 i ? "," : "", (long long)value[i]);
	cr_assert(eq(str, got, (char *)(uintptr_t)expected));
}

Test(params, values, .fini = release)
{
	values("7", "7");
	values("1,2,4", "1,2,4");
	values("-3,0", "-3,0");
	values("64..4096*4", "64,256,1024,4096");
	values("64..4095*4", "64,256,1024");
	values("1..9+2", "1,3,5,7,9");
	values("1,8..32*2", "1,8,16,32");
	values("5..5*2", "5");
	values("9223372036854775806..9223372036854775807+1",
	       "9223372036854775806,9223372036854775807");
	values("4611686018427387904..9223372036854775807*2",
	       "4611686018427387904");
}

Test(params, axes, .fini = release)
{
	struct params_axis *axis;
	size_t count;
	char a[] = "a", b[] = "b_2";

	cr_assert(
	    eq(int,
	       params_parse(" a=1,2  b_2=3..5+1 ", &arena, &axis, &count, NULL),
	       0));
	cr_assert(eq(sz, count, 2));
	cr_assert(eq(str, axis[0].name, a));
	cr_assert(eq(sz, axis[0].value_count, 2));
	cr_assert(eq(str, axis[1].name, b));
	cr_assert(eq(i64, axis[1].value[2], 5));
}

Test(params, nothing_gives_no_axes, .fini = release)
{
	struct params_axis *axis;
	size_t count = 9;

	cr_assert(eq(int, params_parse(NULL, &arena, &axis, &count, NULL), 0));
	cr_assert(eq(sz, count, 0));
	count = 9;
	cr_assert(eq(int, params_parse("", &arena, &axis, &count, NULL), 0));
	cr_assert(eq(sz, count, 0));
}

static void refused(const char *spec, enum err_code code, const char *part)
{
	struct params_axis *axis;
	struct err err = {0};
	size_t count;

	cr_assert(eq(int, params_parse(spec, &arena, &axis, &count, &err),
		     -(int)code),
		  "%s", spec);
	cr_assert(text_has(err.text, part), "%s", err.text);
}

Test(params, refusals_name_the_column, .fini = release)
{
	refused("n", ERR_PLUGIN, "column 2: expected '=' after the name");
	refused("=1", ERR_PLUGIN, "column 1: expected a name");
	refused("1n=1", ERR_PLUGIN, "column 1: expected a name");
	refused("n=", ERR_PLUGIN, "column 3: expected an integer");
	refused("n=1,", ERR_PLUGIN, "column 5: expected an integer");
	refused("n=1.5", ERR_PLUGIN, "column 4: expected ',' or a blank");
	refused("n=1..9", ERR_PLUGIN, "column 7: expected a step");
	refused("n=9..1*2", ERR_PLUGIN, "end is not below its start");
	refused("n=1..9*1", ERR_PLUGIN, "a factor of at least 2");
	refused("n=0..9*2", ERR_PLUGIN, "a start of at least 1");
	refused("n=1..9+0", ERR_PLUGIN, "a step of at least +1");
	refused("n=1 n=2", ERR_PLUGIN, "column 5: expected each name once");
	refused("n=1,2,1", ERR_PLUGIN, "the value 1 is there twice");
	refused("n=99999999999999999999", ERR_PLUGIN, "at most 64 bits");
	refused("n=0x10", ERR_PLUGIN, "column 4: expected ',' or a blank");
}

Test(params, sizes_are_bounded, .fini = release)
{
	refused("n=1..1000000+1", ERR_LIMIT,
		"more than 10000 values (PARAMS_MAX_VALUES)");
	refused("a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1", ERR_LIMIT,
		"more than 8 params (PARAMS_MAX)");
	refused("abcdefghijklmnopqrstuvwxyzabcdefg=1", ERR_PLUGIN,
		"a name of at most 32");
}
