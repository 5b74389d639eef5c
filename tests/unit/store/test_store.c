#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "chaos.h"
#include "make_result.h"
#include "store/store.h"
#include "text.h"
#include "tmpdir.h"

static struct tmpdir dir;
static struct store store;
static struct result result;
static struct baseline loaded;
static char baselines[128], artefacts[128];

static void setup(void)
{
	dir = tmpdir_make();
	(void)snprintf(baselines, sizeof baselines, "%s/baselines", dir.path);
	(void)snprintf(artefacts, sizeof artefacts, "%s/artefacts", dir.path);
	store = (struct store){.baselines = baselines, .artefacts = artefacts};
	make_result(&result);
	(void)strcpy(result.machine.id, "00112233aabbccdd");
	make_case(&result, "a", NULL);
	make_case(&result, "b", NULL);
}

static void teardown(void)
{
	result_release(&result);
	baseline_release(&loaded);
	tmpdir_remove(&dir);
}

TestSuite(store, .init = setup, .fini = teardown);

static void save(const char *name, const char *run, const char *accepted)
{
	struct err err = {0};
	result.run_id = arena_strdup(&result.arena, run, &err);
	int code = store_save(&store, name, &result, accepted, &err);
	cr_assert(zero(int, code), "%s", err.text);
}

static void save_fails(const char *name, const char *accepted,
		       enum err_code code, const char *part)
{
	struct err err = {0};
	int r = store_save(&store, name, &result, accepted, &err);
	cr_assert(eq(int, r, -(int)code), "%s", err.text);
	cr_assert(text_has(err.text, part), "%s", err.text);
}

static void load(const char *name)
{
	struct err err = {0};
	int r = store_load(&store, name, &result.machine, &loaded, &err);
	cr_assert(zero(int, r), "%s", err.text);
}

static void load_fails(const char *name, enum err_code code, const char *part)
{
	struct err err = {0};
	int r = store_load(&store, name, &result.machine, &loaded, &err);
	cr_assert(eq(int, r, -(int)code), "%s", err.text);
	cr_assert(text_has(err.text, part), "%s", err.text);
}

Test(store, names)
{
	char longest[102];
	memset(longest, 'a', sizeof longest);
	longest[100] = '\0';
	cr_assert(store_name_valid("main"));
	cr_assert(store_name_valid("v1.2_x-3"));
	cr_assert(store_name_valid(longest));
	longest[100] = 'a';
	longest[101] = '\0';
	cr_assert(not(store_name_valid(longest)));
	cr_assert(not(store_name_valid("")));
	cr_assert(not(store_name_valid(".hidden")));
	cr_assert(not(store_name_valid("../up")));
	cr_assert(not(store_name_valid("a b")));
	cr_assert(not(store_name_valid("a\n")));
}

Test(store, what_is_saved_comes_back)
{
	save("main", "run-1", NULL);
	load("main");
	cr_assert(eq(sz, loaded.session_count, 1));
	const struct baseline_session *s = &loaded.session[0];
	cr_assert(eq(sz, s->case_count, 2));
	const struct baseline_case *c = baseline_find(s, "a");
	cr_assert(eq(u64, c->process_count, 10));
	cr_assert(lt(dbl, c->lower_quartile_ns[0], c->median_ns[0]));
	cr_assert(epsilon_eq(dbl, c->median_ns[0], 100.0, 5.0));
	char *run = s->run_id, *expected = "run-1";
	cr_assert(eq(str, run, expected));
	cr_assert(eq(ptr, s->accepted, NULL));
}

Test(store, sessions_are_appended)
{
	save("main", "run-1", NULL);
	save("main", "run-2", NULL);
	load("main");
	cr_assert(eq(sz, loaded.session_count, 2));
	char *first = loaded.session[0].run_id, *expected = "run-1";
	cr_assert(eq(str, first, expected));
}

Test(store, oldest_sessions_go)
{
	char run[32];
	for (int i = 0; i < BASELINE_MAX_SESSIONS + 2; i++) {
		(void)snprintf(run, sizeof run, "run-%d", i);
		save("main", run, NULL);
	}
	load("main");
	cr_assert(eq(sz, loaded.session_count, BASELINE_MAX_SESSIONS));
	char *first = loaded.session[0].run_id, *expected = "run-2";
	cr_assert(eq(str, first, expected));
}

Test(store, one_run_counts_once)
{
	save("main", "run-1", NULL);
	save_fails("main", NULL, ERR_USAGE, "has run run-1 already");
}

Test(store, bad_name_is_refused)
{
	save_fails("../x", NULL, ERR_USAGE, "'../x' is no name of a baseline");
	load_fails("a/b", ERR_USAGE, "'a/b' is no name of a baseline");
}

Test(store, hostile_machine_id_is_refused)
{
	(void)strcpy(result.machine.id, "../../etc");
	save_fails("main", NULL, ERR_FORMAT, "'../../etc' is no machine id");
}

Test(store, regressed_run_needs_a_reason)
{
	make_verdict(&result, "a", VERDICT_REGRESSED, 1.3, 0.1);
	result.outcome->regressed = 1;
	save_fails("main", NULL, ERR_USAGE, "--accept");
	save_fails("main", " ", ERR_USAGE, "who accepts what");
	save("main", "run-1", "alice: new checksum, #12");
	load("main");
	char *accepted = loaded.session[0].accepted;
	char *expected = "alice: new checksum, #12";
	cr_assert(eq(str, accepted, expected));
}

Test(store, cut_off_run_is_refused)
{
	result.complete = false;
	save_fails("main", NULL, ERR_NO_DATA, "the run was cut off");
}

Test(store, broken_run_is_refused)
{
	result.result_case[0].status = CASE_CRASHED;
	result.result_case[1].status = CASE_TIMEOUT;
	save_fails("main", NULL, ERR_NO_DATA, "no case of the run has valid");
	cr_assert(not(file_exists(baselines)));
}

Test(store, broken_case_is_left_out)
{
	result.result_case[0].status = CASE_CRASHED;
	save("main", "run-1", NULL);
	load("main");
	cr_assert(eq(sz, loaded.session[0].case_count, 1));
	cr_assert(
	    eq(ptr, (void *)baseline_find(&loaded.session[0], "a"), NULL));
}

Test(store, absent_names_the_mend)
{
	load_fails("main", ERR_NO_BASELINE, "tare baseline save main");
}

Test(store, absent_names_the_nearest)
{
	save("main", "run-1", NULL);
	load_fails("mian", ERR_NO_BASELINE, "did you mean 'main'?");
}

Test(store, absent_names_other_machines)
{
	save("main", "run-1", NULL);
	(void)strcpy(result.machine.id, "ffff");
	load_fails("main", ERR_NO_BASELINE,
		   "only for others (00112233aabbccdd)");
}

/* As if the file had been copied into another machine's folder. */
Test(store, moved_file_is_refused)
{
	char from[200], to[200];
	struct err err = {0};
	save("main", "run-1", NULL);
	(void)snprintf(from, sizeof from, "%s/00112233aabbccdd", baselines);
	(void)snprintf(to, sizeof to, "%s/ffff", baselines);
	cr_assert(zero(int, rename(from, to)));
	(void)strcpy(result.machine.id, "ffff");
	load_fails("main", ERR_OTHER_MACHINE,
		   "is of machine 00112233aabbccdd, expected ffff");
	int r = store_save(&store, "main", &result, NULL, &err);
	cr_assert(eq(int, r, -ERR_OTHER_MACHINE));
}

static void write_file(const char *text)
{
	char path[220];
	struct err err = {0};
	(void)snprintf(path, sizeof path, "%s/00112233aabbccdd", baselines);
	cr_assert(zero(int, file_make_directories(path, &err)));
	(void)snprintf(path, sizeof path, "%s/00112233aabbccdd/main.json",
		       baselines);
	FILE *file = fopen(path, "w");
	(void)fputs(text, file);
	(void)fclose(file);
}

Test(store, hostile_files_are_named)
{
	write_file("{\"schema\": \"tare.baseline/1\", \"name\": ");
	load_fails("main", ERR_FORMAT, "main.json:1:");
	write_file("{\"schema\": \"tare.baseline/9\"}");
	load_fails("main", ERR_SCHEMA, "tare.baseline/9");
	write_file("{\"schema\": \"tare.baseline/1\", \"name\": \"main\", "
		   "\"machine\": {\"id\": \"00112233aabbccdd\"}, "
		   "\"sessions\": []}");
	load_fails("main", ERR_FORMAT, "has no session");
	/* And it is not written over. */
	save_fails("main", NULL, ERR_FORMAT, "has no session");
}

static int other_build(const char *path, char ret[80], struct err *err)
{
	(void)path;
	(void)err;
	(void)strcpy(ret, "ffff");
	return 0;
}

Test(store, rebuilt_plugin_is_refused)
{
	struct result_plugin plugin = {
	    .id = "org.tare.x", .path = "/proc/self/exe", .build_id = "0123"};
	result.plugin = &plugin;
	result.plugin_count = 1;
	store.build_id = other_build;
	save_fails("main", NULL, ERR_PLUGIN,
		   "was built again after the run (build id ffff, measured "
		   "0123)");
}

Test(store, promote_copies_the_newest)
{
	struct err err = {0};
	save("candidate", "run-1", NULL);
	save("candidate", "run-2", NULL);
	int r = store_promote(&store, "candidate", "main", &result.machine,
			      "bob: released", &err);
	cr_assert(zero(int, r), "%s", err.text);
	load("main");
	cr_assert(eq(sz, loaded.session_count, 1));
	char *run = loaded.session[0].run_id, *run_2 = "run-2";
	cr_assert(eq(str, run, run_2));
	char *accepted = loaded.session[0].accepted, *bob = "bob: released";
	cr_assert(eq(str, accepted, bob));
	r = store_promote(&store, "candidate", "main", &result.machine, NULL,
			  &err);
	cr_assert(eq(int, r, -ERR_USAGE));
	cr_assert(text_has(err.text, "baseline 'main' has run run-2 already"));
}

Test(store, removed_is_gone)
{
	struct err err = {0};
	save("main", "run-1", NULL);
	cr_assert(
	    zero(int, store_remove(&store, "main", &result.machine, &err)));
	int r = store_remove(&store, "main", &result.machine, &err);
	cr_assert(eq(int, r, -ERR_NO_BASELINE));
}

Test(store, list_shows_all_and_what_is_wrong)
{
	struct err err = {0};
	struct arena arena = {0};
	struct store_entry *entry;
	size_t count;
	save("zeta", "run-1", NULL);
	save("alpha", "run-1", NULL);
	write_file("nonsense");
	struct machine_identity other = {.id = "ffff"};
	int r = store_list(&store, &other, &arena, &entry, &count, &err);
	cr_assert(zero(int, r), "%s", err.text);
	cr_assert(eq(sz, count, 3));
	char *first = entry[0].name, *alpha = "alpha";
	cr_assert(eq(str, first, alpha));
	cr_assert(eq(sz, entry[0].cases, 2));
	cr_assert(not(entry[0].this_machine));
	cr_assert(eq(ptr, entry[0].problem, NULL));
	cr_assert(ne(ptr, entry[1].problem, NULL));
	arena_release(&arena);
}

Test(store, list_of_nothing_is_empty)
{
	struct err err = {0};
	struct arena arena = {0};
	struct store_entry *entry;
	size_t count = 1;
	int r =
	    store_list(&store, &result.machine, &arena, &entry, &count, &err);
	cr_assert(zero(int, r));
	cr_assert(zero(sz, count));
	arena_release(&arena);
}

Test(store, runs_out_of_memory_cleanly)
{
	save("main", "run-1", NULL);
	result.run_id = arena_strdup(&result.arena, "run-2", NULL);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = store_save(&store, "main", &result, NULL, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		load("main");
		cr_assert(eq(sz, loaded.session_count, hit ? 1 : 2));
		baseline_release(&loaded);
	}
}
