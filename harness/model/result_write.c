#include <errno.h>

#include "model/gate_json.h"
#include "model/result_json.h"

static void absences_release(struct absences *absences)
{
	free(absences->item);
}

static int collect_counters(const struct process_samples *samples,
			    struct absences *absences, struct err *err)
{
	size_t i;

	for (i = 0; i < samples->counter_count; i++) {
		struct absence absence;

		if (samples->counter[i].available)
			continue;
		absence = absence_of_counter(&samples->counter[i]);
		TRY(absences_add(absences, &absence, err));
	}
	return 0;
}

static int collect_case(const struct result_case *result_case,
			struct absences *absences, struct err *err)
{
	size_t i;

	for (i = 0; i < result_case->process_count; i++)
		TRY(collect_counters(&result_case->process[i], absences, err));
	for (i = 0; i < result_case->base_process_count; i++)
		TRY(collect_counters(&result_case->base_process[i], absences,
				     err));
	for (i = 0; i < result_case->metric_count; i++) {
		struct absence absence;

		if (result_case->metric[i].available)
			continue;
		absence = absence_of_metric(&result_case->metric[i]);
		TRY(absences_add(absences, &absence, err));
	}
	return 0;
}

static int collect(const struct result *result, struct absences *absences,
		   struct err *err)
{
	size_t i;

	for (i = 0; i < result->case_count; i++)
		TRY(collect_case(&result->result_case[i], absences, err));
	return 0;
}

static int write_head(const struct result *result,
		      const struct absences *absences, FILE *out,
		      struct err *err)
{
	json_t *head CLEANUP(codec_decref) =
	    result_head_json(result, RESULT_SCHEMA);
	void *iter;
	bool first = true;

	if (!head || !json_put(head, "absent", absences_json(absences)))
		return err_nomem(err, "result");
	TRY(codec_write_text(out, "{\n", err));
	for (iter = codec_first(head); iter; iter = codec_next(head, iter)) {
		TRY(codec_write_member(
		    out, first, json_object_iter_key(iter),
		    json_incref(json_object_iter_value(iter)), err));
		first = false;
	}
	return 0;
}

static int write_cases(const struct result *result,
		       const struct absences *absences, FILE *out,
		       struct err *err)
{
	size_t i;

	TRY(codec_write_text(out, ",\n\"cases\":[\n", err));
	for (i = 0; i < result->case_count; i++)
		TRY(codec_write_item(
		    out, i == 0,
		    result_case_json(&result->result_case[i], true, absences),
		    err));
	return codec_write_text(out, "\n]", err);
}

static int write_result(const struct result *result,
			const struct absences *absences, FILE *out,
			struct err *err)
{
	TRY(write_head(result, absences, out, err));
	TRY(write_cases(result, absences, out, err));
	if (result->outcome)
		TRY(codec_write_member(out, false, "outcome",
				       gate_outcome_json(result->outcome),
				       err));
	TRY(codec_write_text(out, "\n}\n", err));
	if (fflush(out) != 0)
		return err_sys(err, ERR_IO, errno, "cannot write the result");
	return 0;
}

int result_write(const struct result *result, FILE *out, struct err *err)
{
	struct absences absences CLEANUP(absences_release) = {0};

	TRY(collect(result, &absences, err));
	return write_result(result, &absences, out, err);
}

static json_t *cases_json(const struct result *result)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < result->case_count; i++)
		ok = codec_push(array, result_case_json(&result->result_case[i],
							false, NULL));
	return codec_done(array, ok);
}

int journal_write_head(const struct result *result, FILE *out, struct err *err)
{
	json_t *head CLEANUP(codec_decref) =
	    result_head_json(result, JOURNAL_SCHEMA);

	if (!head || !json_put(head, "cases", cases_json(result)))
		return err_nomem(err, "journal");
	TRY(json_write_line(out, head, err));
	if (fflush(out) != 0)
		return err_sys(err, ERR_IO, errno, "cannot write the journal");
	return 0;
}
