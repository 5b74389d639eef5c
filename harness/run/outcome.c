#include "run/outcome.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "run/symbol.h"
#include "run/wire.h"

/*
 * An allocation that is refused shows a little below the limit, because what
 * was refused does not count.
 */
#define NEARLY_ALL(bytes) ((bytes) / 8 * 7)

static void add_signal(struct str *to, int number)
{
	const char *name = sigabbrev_np(number);

	if (name)
		str_addf(to, "SIG%s", name);
	else
		str_addf(to, "signal %d", number);
}

static void add_stage(struct str *to, const char *preposition,
		      const char *stage)
{
	char shown[WIRE_STAGE_SIZE];

	if (stage[0]) {
		str_addf(to, " %s stage %s", preposition,
			 str_printable(shown, sizeof(shown), stage));
	} else {
		str_add(to, " before its first stage");
	}
}

/* An instruction in a file; SYMBOL: what the linker knows of it, or "". */
struct place {
	const char *module, *symbol;
	uint64_t offset;
};

/* "parse_step+0x1c (json.so)"; just "libc.so.6" where WITH_OFFSET is false. */
static void add_place(struct str *to, const struct place *place,
		      bool with_offset)
{
	struct symbol symbol;
	char shown[sizeof(symbol.name)];
	const char *slash = strrchr(place->module, '/');
	const char *file = slash ? slash + 1 : place->module;
	bool named = true;

	if (symbol_find(place->module, place->offset, &symbol))
		str_addf(to, " %s+0x%" PRIx64,
			 str_printable(shown, sizeof(shown), symbol.name),
			 symbol.offset);
	else if (place->symbol[0])
		str_addf(to, " %s",
			 str_printable(shown, sizeof(shown), place->symbol));
	else if (with_offset)
		str_addf(to, " +0x%" PRIx64, place->offset);
	else
		named = false;
	str_addf(to, named ? " (%s)" : " %s",
		 str_printable(shown, sizeof(shown), file));
}

/* Where it was; and if that is in a library, who of the plugin called it. */
static void add_places(struct str *to, const struct wire_crash *crash)
{
	struct place place = {crash->module, crash->symbol,
			      crash->module_offset};
	struct place caller = {crash->caller_module, "", crash->caller_offset};

	if (caller.module[0]) {
		str_add(to, " in");
		add_place(to, &caller, true);
		str_add(to, ", through");
		add_place(to, &place, false);
	} else if (crash->signal == SIGABRT) {
		/* The place of an abort() is always the C library. */
		return;
	} else if (place.module[0]) {
		str_add(to, " in");
		add_place(to, &place, true);
	} else {
		str_addf(to, " at instruction 0x%" PRIx64,
			 crash->program_counter);
	}
}

/* Only these signals carry an address of their own. */
static bool has_address(int number)
{
	return number == SIGSEGV || number == SIGBUS;
}

static void add_crash(struct str *to, const struct wire_crash *crash,
		      const char *stage)
{
	str_add(to, "killed by ");
	add_signal(to, crash->signal);
	if (has_address(crash->signal))
		str_addf(to, " at 0x%" PRIx64, crash->fault_address);
	add_places(to, crash);
	add_stage(to, "in", stage);
}

static void add_end(struct str *to, const struct outcome_facts *facts)
{
	if (facts->crash) {
		add_crash(to, facts->crash, facts->stage);
	} else if (facts->exit.signalled) {
		str_add(to, "killed by ");
		add_signal(to, facts->exit.status);
		add_stage(to, "in", facts->stage);
		if (facts->exit.status == SIGKILL) {
			str_add(to, ": by another process, or by the kernel "
				    "for lack of memory");
		}
	} else {
		str_addf(to, "called exit(%d)", facts->exit.status);
		add_stage(to, "in", facts->stage);
	}
}

/* A process that ended without an answer, or died after it. */
static enum case_status decide_end(const struct outcome_facts *facts,
				   struct str *reason)
{
	if (!facts->crash && !facts->exit.signalled &&
	    facts->exit.status == WIRE_EXIT_LOST) {
		str_add(reason, "could not answer: the descriptor of its wire "
				"was closed");
		add_stage(reason, "in", facts->stage);
		return CASE_BROKEN;
	}
	add_end(reason, facts);
	if (facts->answered)
		str_add(reason, ", after it had measured");
	bool started = facts->stage[0] || facts->crash;
	return started || facts->exit.signalled ? CASE_CRASHED : CASE_BROKEN;
}

static enum case_status decide_timeout(const struct outcome_facts *facts,
				       struct str *reason)
{
	char limit[32];

	str_addf(reason, "ran longer than %s",
		 str_time(limit, sizeof(limit), facts->timeout_ns));
	add_stage(reason, "in", facts->stage);
	str_add(reason, "; its loop may be endless");
	return CASE_TIMEOUT;
}

static enum case_status decide_breach(const struct outcome_facts *facts,
				      struct str *reason)
{
	char shown[512];

	str_addf(reason, "broke the protocol of the wire: %s",
		 str_printable(shown, sizeof(shown),
			       facts->breach ? facts->breach : "unknown"));
	return CASE_BROKEN;
}

/* What the worker itself answered. */
static enum case_status decide_answer(const struct process_samples *samples,
				      struct str *reason)
{
	if (samples->reason)
		str_add(reason, samples->reason);
	return samples->status;
}

static enum case_status decide(const struct outcome_facts *facts,
			       const struct process_samples *samples,
			       struct str *reason)
{
	switch (facts->cause) {
	case OUTCOME_TIMEOUT:
		return decide_timeout(facts, reason);
	case OUTCOME_PROCESSES:
		str_addf(reason, "started more than %zu processes",
			 facts->process_limit);
		add_stage(reason, "in", facts->stage);
		return CASE_LIMIT;
	case OUTCOME_BREACH:
		return decide_breach(facts, reason);
	case OUTCOME_STOPPED:
		str_add(reason, "interrupted");
		return CASE_NOT_RUN;
	case OUTCOME_ENDED:
	default:
		break;
	}
	if (facts->answered && !facts->crash && !facts->exit.signalled)
		return decide_answer(samples, reason);
	return decide_end(facts, reason);
}

static bool used_up(const struct outcome_facts *facts)
{
	return facts->peak_bytes >= NEARLY_ALL(facts->memory_bytes);
}

/* A refusal counts where the process died of it, so without an answer. */
static bool memory_ran_out(const struct outcome_facts *facts)
{
	return facts->memory_bytes > 0 &&
	       (used_up(facts) || (facts->memory_refused && !facts->answered));
}

/* Whatever a job did when its memory ran out: that is why. */
static enum case_status blame_memory(const struct outcome_facts *facts,
				     enum case_status status,
				     struct str *reason)
{
	CLEANUP(str_release) struct str whole = {0};
	bool died = status == CASE_FAILED || status == CASE_BROKEN ||
		    status == CASE_CRASHED;
	char size[32];

	if (!died || facts->cause != OUTCOME_ENDED || !memory_ran_out(facts))
		return status;
	str_size(size, sizeof(size), (double)facts->memory_bytes);
	str_addf(&whole,
		 used_up(facts)
		     ? "used more than %s of memory: %s"
		     : "was refused memory, of which it may have %s: %s",
		 size, str_text(reason));
	struct str given = *reason;
	*reason = whole;
	whole = given;
	return CASE_LIMIT;
}

static void add_note(struct str *note, const char *text)
{
	if (note->length > 0)
		str_add(note, "; ");
	str_add(note, text);
}

static int keep_text(struct str *str, struct arena *arena, char **ret,
		     struct err *err)
{
	if (str->failed)
		return err_nomem(err, "reason of a job");
	if (str->length == 0)
		return 0;
	char *text = arena_strndup(arena, str->text, str->length, err);
	if (!text)
		return -ERR_NOMEM;
	*ret = text;
	return 0;
}

static void collect_notes(const struct outcome_facts *facts,
			  const struct process_samples *samples,
			  struct str *note)
{
	char text[96];

	if (samples->note)
		add_note(note, samples->note);
	if (facts->survivors > 0 && facts->cause == OUTCOME_ENDED) {
		(void)snprintf(
		    text, sizeof(text), "left %zu process%s running; killed",
		    facts->survivors, facts->survivors == 1 ? "" : "es");
		add_note(note, text);
	}
	if (facts->dropped_bytes > 0) {
		(void)snprintf(text, sizeof(text),
			       "printed %" PRIu64
			       " bytes more than the %d that are kept",
			       facts->dropped_bytes, SAMPLES_MAX_TEXT);
		add_note(note, text);
	}
}

int outcome_decide(const struct outcome_facts *facts, struct arena *arena,
		   struct process_samples *samples, struct err *err)
{
	CLEANUP(str_release) struct str reason = {0}, note = {0};
	enum case_status status = decide(facts, samples, &reason);

	status = blame_memory(facts, status, &reason);
	collect_notes(facts, samples, &note);
	int rc = keep_text(&note, arena, &samples->note, err);
	if (rc == 0)
		rc = keep_text(&reason, arena, &samples->reason, err);
	if (rc == 0)
		samples->status = status;
	return rc;
}
