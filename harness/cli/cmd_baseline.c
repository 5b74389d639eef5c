/* tare baseline: stored sessions of numbers and their plugins. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "gate/gate.h"
#include "machine/machine.h"
#include "report/show.h"
#include "stats/stats.h"

struct baseline_command {
	struct store store;
	struct arguments words; /* VERB NAME ... */
	const char *accept;
	struct machine_identity machine;
};

enum { KEY_ACCEPT = 1000 };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct baseline_command *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->store;
		return 0;
	case KEY_ACCEPT:
		options->accept = arg;
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->words, arg, 3, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"accept", KEY_ACCEPT, "TEXT", 0,
     "take a result that regressed, or of an unfit machine; TEXT says who, "
     "what and why",
     0},
    {0},
};
static const struct argp_child children[] = {
    {&store_argp, 0, "Baselines:", 1},
    {0},
};
static const struct argp baseline_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "save NAME [RESULT]\nlist\nshow NAME\npromote FROM "
		"[TO]\nremove NAME",
    .doc = "Baselines are sessions of numbers, kept by machine, with the "
	   "plugins they came from. save appends a result (the newest "
	   "one if none is named); promote appends the newest session of "
	   "FROM to TO (main).",
    .children = children,
};

#define NAMED_MAX 5 /* reds that a message names */

static int refuse(const char *name, const char *const *red, size_t count,
		  struct err *err)
{
	CLEANUP(str_release) struct str names = {0};

	for (size_t i = 0; i < count && i < NAMED_MAX; i++)
		str_addf(&names, "%s%s", i ? ", " : "", str_shown(red[i]).text);
	if (count > NAMED_MAX)
		str_addf(&names, " and %zu more", count - NAMED_MAX);
	return err_set(err, ERR_USAGE,
		       "the run regressed against '%s' and would hide it as "
		       "a baseline: %s; if it is chance, measure again; if "
		       "it is wanted, say who accepts what and why: --accept "
		       "\"TEXT\"",
		       name, str_text(&names));
}

/* Reads the target NAME; RET has no session where there is none yet. */
static int load_target(const struct baseline_command *options, const char *name,
		       const struct machine_identity *machine,
		       struct baseline *ret, struct err *err)
{
	struct err own = {0};
	int r = store_load(&options->store, name, machine, ret, &own);

	if (r == 0 || own.code == ERR_NO_BASELINE)
		return 0;
	return err_set(err, own.code, "%s", own.text);
}

/* Refuses a RESULT that is red against the baseline it shall be part of. */
static int check_result(const struct baseline_command *options,
			const char *name, struct result *result,
			struct err *err)
{
	CLEANUP(baseline_release) struct baseline target = {0};
	CLEANUP(mem_free)
	const char **red = calloc(result->case_count + 1, sizeof *red);
	struct gate_outcome *own = result->outcome;
	struct err compared = {0};

	if (!red)
		return err_nomem(err, "red cases");
	int r = load_target(options, name, &result->machine, &target, err);
	if (r < 0 || target.session_count == 0)
		return r;
	r = gate_compare(result, &target, &result->gate, &compared);
	if (r < 0) /* other cases than the target's may be added */
		return compared.code == ERR_NO_DATA
			   ? 0
			   : err_set(err, compared.code, "%s", compared.text);
	size_t count = gate_reds(result, red);
	result->outcome = own;
	return count ? refuse(name, red, count, err) : 0;
}

static int save(const struct baseline_command *options, struct err *err)
{
	CLEANUP(result_release) struct result result = {0};
	CLEANUP(mem_free) char *newest = NULL;
	const char *path = options->words.text[2];

	if (!path) {
		int r = result_newest(&newest, err);
		if (r < 0)
			return r;
		path = newest;
	}
	int r = result_load(&result, path, err);
	if (r == 0 && !options->accept)
		r = check_result(options, options->words.text[1], &result, err);
	if (r == 0) {
		r = store_save(&options->store, options->words.text[1], &result,
			       options->accept, err);
	}
	if (r == 0) {
		(void)printf("saved '%s' from %s (machine %s)\n",
			     options->words.text[1], path,
			     str_shown(result.machine.id).text);
	}
	return r;
}

/* What files say is made harmless; they may leave it out. */
static struct str_shown shown(const char *text)
{
	return str_shown(text ? text : "-");
}

static int list(const struct baseline_command *options, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct store_entry *entry = NULL;
	size_t count = 0;

	int r = store_list(&options->store, &options->machine, &arena, &entry,
			   &count, err);
	if (r < 0)
		return r;
	if (count == 0)
		(void)printf("no baselines in %s\n", options->store.baselines);
	for (size_t i = 0; i < count; i++) {
		const struct store_entry *e = &entry[i];
		(void)printf("%-24s %s%s  %zu session%s, %zu cases, %s%s%s\n",
			     shown(e->name).text, shown(e->machine_id).text,
			     e->this_machine ? " (this machine)" : "",
			     e->sessions, e->sessions == 1 ? "" : "s", e->cases,
			     shown(e->newest_utc).text,
			     e->problem ? "  unreadable: " : "",
			     e->problem ? shown(e->problem).text : "");
	}
	return 0;
}

/* The beginning of a commit's name. */
static struct str_shown short_commit(const char *commit)
{
	struct str_shown ret = shown(commit);
	size_t end = strnlen(ret.text, 12);

	while (end && ((unsigned char)ret.text[end] & 0xc0) == 0x80)
		end--;
	ret.text[end] = '\0';
	return ret;
}

static void show_session(const struct baseline_session *session)
{
	(void)printf(
	    "session %s  tare %s  commit %s  %zu cases\n",
	    shown(session->started_utc).text, shown(session->tare_version).text,
	    short_commit(session->git_commit).text, session->case_count);
	for (size_t i = 0; i < session->plugin_count; i++) {
		const struct result_plugin *plugin = &session->plugin[i];
		(void)printf("  plugin %s %s  %s\n", shown(plugin->id).text,
			     shown(plugin->version).text,
			     shown(plugin->build_id).text);
	}
	if (session->accepted)
		(void)printf("  accepted: %s\n", shown(session->accepted).text);
}

/* Median of N numbers, sorted in place. */
static double median(double *x, uint64_t n)
{
	stats_sort(x, n);
	return stats_median_sorted(x, n);
}

static void show_case(const struct baseline_case *c)
{
	char mid[32], low[32], value[SHOW_SIZE];

	(void)printf("  %-56s", shown(c->id).text);
	if (c->process_count > 0)
		(void)printf(
		    " %10s  lower quartile %10s",
		    str_time(mid, sizeof(mid),
			     median(c->median_ns, c->process_count)),
		    str_time(low, sizeof(low),
			     median(c->lower_quartile_ns, c->process_count)));
	(void)putchar('\n');
	for (size_t i = 0; i < c->count_count; i++)
		(void)printf("    %-54s %10s\n", shown(c->count[i].name).text,
			     show_count(value, c->count[i].per_op));
}

static int show(const struct baseline_command *options, struct err *err)
{
	CLEANUP(baseline_release) struct baseline baseline = {0};

	int r = store_load(&options->store, options->words.text[1],
			   &options->machine, &baseline, err);
	if (r < 0)
		return r;
	for (size_t s = 0; s < baseline.session_count; s++)
		show_session(&baseline.session[s]);
	const struct baseline_session *newest =
	    &baseline.session[baseline.session_count - 1];
	for (size_t i = 0; i < newest->case_count; i++)
		show_case(&newest->baseline_case[i]);
	return 0;
}

/* Refuses the newest session of FROM if it is red against TO. */
static int check_session(const struct baseline_command *options,
			 const char *from, const char *to, struct err *err)
{
	CLEANUP(baseline_release) struct baseline source = {0}, target = {0};
	size_t count = 0;
	int r =
	    store_load(&options->store, from, &options->machine, &source, err);

	if (r == 0)
		r = load_target(options, to, &options->machine, &target, err);
	if (r < 0 || target.session_count == 0)
		return r;
	const struct baseline_session *newest =
	    &source.session[source.session_count - 1];
	CLEANUP(mem_free)
	const char **red = calloc(newest->case_count + 1, sizeof *red);
	if (!red)
		return err_nomem(err, "red cases");
	r = gate_session_reds(newest, &target, red, &count, err);
	return r == 0 && count ? refuse(to, red, count, err) : r;
}

static int promote(const struct baseline_command *options, struct err *err)
{
	const char *to = options->words.text[2];

	to = to ? to : "main";
	int r = 0;

	if (!options->accept)
		r = check_session(options, options->words.text[1], to, err);
	if (r == 0)
		r = store_promote(&options->store, options->words.text[1], to,
				  &options->machine, options->accept, err);
	if (r == 0) {
		(void)printf("promoted '%s' to '%s'\n", options->words.text[1],
			     to);
	}
	return r;
}

static int remove_named(const struct baseline_command *options, struct err *err)
{
	int r = store_remove(&options->store, options->words.text[1],
			     &options->machine, err);

	if (r == 0)
		(void)printf("removed '%s'\n", options->words.text[1]);
	return r;
}

static const struct verb {
	const char *name;
	int (*run)(const struct baseline_command *, struct err *);
	size_t least, most; /* words after the verb */
} verbs[] = {
    {"save", save, 1, 2},           {"list", list, 0, 0},
    {"show", show, 1, 1},           {"promote", promote, 1, 2},
    {"remove", remove_named, 1, 1},
};

static int run_verb(const struct baseline_command *options, struct err *err)
{
	const char *word = options->words.count ? options->words.text[0] : "";
	size_t given = options->words.count ? options->words.count - 1 : 0;

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(word, verbs[i].name) != 0)
			continue;
		if (given < verbs[i].least || given > verbs[i].most) {
			return err_set(err, ERR_USAGE,
				       "`tare baseline %s` takes %zu to %zu "
				       "words, found %zu; see `tare baseline "
				       "--help`",
				       word, verbs[i].least, verbs[i].most,
				       given);
		}
		return verbs[i].run(options, err);
	}
	char shown[64];
	return err_set(err, ERR_USAGE,
		       "expected save, list, show, promote or remove, found "
		       "'%s'",
		       str_printable(shown, sizeof(shown), word));
}

int cmd_baseline(int argc, char **argv)
{
	struct baseline_command options = {0};
	struct err err = {0};

	(void)argp_parse(&baseline_argp, argc, argv, 0, NULL, &options);
	if (machine_identify(&options.machine, "", &err) < 0 ||
	    run_verb(&options, &err) < 0 || flush_stdout(&err) < 0)
		return fail(&err);
	return EXIT_PASS;
}
