#include <errno.h>

#include "model/gate_json.h"
#include "model/result_json.h"

static void absences_release(struct absences *absences)
{
	free(absences->item);
}

static int collect_counters(const struct counter_value *counter, size_t count,
			    struct absences *absences, struct err *err)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct absence absence;

		if (counter[i].available)
			continue;
		absence = absence_of_counter(&counter[i]);
		TRY(absences_add(absences, &absence, err));
	}
	return 0;
}

static int collect_processes(const struct process_samples *process,
			     size_t count, struct absences *absences,
			     struct err *err)
{
	for (size_t i = 0; i < count; i++)
		TRY(collect_counters(process[i].counter,
				     process[i].counter_count, absences, err));
	return 0;
}

static int collect_metrics(const struct metric *metric, size_t count,
			   struct absences *absences, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct absence absence;

		if (metric[i].available)
			continue;
		absence = absence_of_metric(&metric[i]);
		TRY(absences_add(absences, &absence, err));
	}
	return 0;
}

static int collect_case(const struct result_case *result_case,
			struct absences *absences, struct err *err)
{
	const struct result_case *c = result_case;

	TRY(collect_processes(c->process, c->process_count, absences, err));
	TRY(collect_processes(c->base_process, c->base_process_count, absences,
			      err));
	for (size_t i = 0; i < c->counted_count; i++)
		TRY(collect_counters(c->counted[i].counter,
				     c->counted[i].counter_count, absences,
				     err));
	TRY(collect_metrics(c->metric, c->metric_count, absences, err));
	return collect_metrics(c->base_metric, c->base_metric_count, absences,
			       err);
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
