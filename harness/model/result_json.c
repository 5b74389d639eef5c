#include "model/result_json.h"

#include "model/count_json.h"
#include "model/gate_json.h"
#include "model/machine_json.h"
#include "model/summary_json.h"

json_t *result_plugin_json(const struct result_plugin *plugin)
{
	const struct result_plugin *p = plugin;
	json_t *object = json_object();
	bool ok = json_put(object, "id", json_text(p->id)) &&
		  codec_put_text(object, "version", p->version) &&
		  codec_put_text(object, "path", p->path) &&
		  codec_put_text(object, "build_id", p->build_id) &&
		  codec_put_text(object, "build_info", p->build_info) &&
		  json_put(object, "abi", json_integer(p->abi)) &&
		  json_put(object, "build_flags", json_integer(p->build_flags));

	return codec_done(object, ok);
}

static json_t *plugins_json(const struct result_plugin *plugin, size_t count)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, result_plugin_json(&plugin[i]));
	return codec_done(array, ok);
}

static json_t *rounds_json(const struct result *result)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < result->round_count; i++)
		ok = codec_push(array, interference_json(&result->round[i]));
	return codec_done(array, ok);
}

static bool put_plugins(json_t *object, const struct result *r)
{
	return json_put(object, "plugins",
			plugins_json(r->plugin, r->plugin_count)) &&
	       (r->base_plugin_count == 0 ||
		json_put(object, "base_plugins",
			 plugins_json(r->base_plugin, r->base_plugin_count)));
}

static bool put_git(json_t *object, const struct result *result)
{
	return !result->git_commit ||
	       (json_put(object, "git_commit", json_text(result->git_commit)) &&
		json_put(object, "git_dirty", json_boolean(result->git_dirty)));
}

static bool put_plan(json_t *object, const struct result *result)
{
	const struct result *r = result;

	return json_put(object, "complete", json_boolean(r->complete)) &&
	       json_put(object, "budget_ended",
			json_boolean(r->budget_ended)) &&
	       json_put(object, "seed", json_u64(r->seed)) &&
	       json_put(object, "processes", json_u64(r->processes)) &&
	       json_put(object, "slices", json_u64(r->slices)) &&
	       json_put(object, "slice_ns", json_number(r->slice_ns)) &&
	       json_put(object, "time_budget_ns",
			json_number(r->time_budget_ns)) &&
	       json_put(object, "wall_ns", json_number(r->wall_ns));
}

json_t *result_head_json(const struct result *result, const char *schema)
{
	const struct result *r = result;
	json_t *object = json_object();
	bool ok =
	    json_put(object, "schema", json_text(schema)) &&
	    codec_put_text(object, "tare_version", r->tare_version) &&
	    codec_put_text(object, "run_id", r->run_id) &&
	    codec_put_text(object, "started_utc", r->started_utc) &&
	    codec_put_text(object, "suite", r->suite_name) &&
	    codec_put_text(object, "counters", r->counters) &&
	    codec_put_text(object, "pmu", r->pmu) &&
	    codec_put_text(object, "simulator", r->simulator) &&
	    codec_put_text(object, "unfit", r->unfit) && put_git(object, r) &&
	    put_plan(object, r) &&
	    json_put(object, "gate", gate_policy_json(&r->gate)) &&
	    json_put(object, "machine", machine_identity_json(&r->machine)) &&
	    json_put(object, "conditions",
		     machine_conditions_json(&r->conditions)) &&
	    json_put(object, "rounds", rounds_json(r)) &&
	    put_plugins(object, r);

	return codec_done(object, ok);
}

static json_t *args_json(const struct result_case *result_case)
{
	json_t *object = json_object();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < result_case->arg_count; i++)
		ok = json_put(object, result_case->arg[i].name,
			      json_integer(result_case->arg[i].value));
	return codec_done(object, ok);
}

static json_t *tags_json(const struct result_case *result_case)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < result_case->tag_count; i++)
		ok = codec_push(array, json_text(result_case->tag[i]));
	return codec_done(array, ok);
}

static json_t *processes_json(const struct process_samples *process,
			      size_t count, const struct absences *absences)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, samples_json(&process[i], absences));
	return codec_done(array, ok);
}

static bool put_processes(json_t *object, const struct result_case *c,
			  const struct absences *absences)
{
	return json_put(
		   object, "processes",
		   processes_json(c->process, c->process_count, absences)) &&
	       (c->base_process_count == 0 ||
		json_put(object, "base_processes",
			 processes_json(c->base_process, c->base_process_count,
					absences)));
}

static bool put_metrics(json_t *object, const struct result_case *c,
			const struct absences *absences)
{
	return json_put(object, "metrics",
			metrics_json(c->metric, c->metric_count, absences)) &&
	       (c->base_metric_count == 0 ||
		json_put(object, "base_metrics",
			 metrics_json(c->base_metric, c->base_metric_count,
				      absences)));
}

static bool put_counted(json_t *object, const struct result_case *c,
			const struct absences *absences)
{
	json_t *array;
	bool ok = true;

	if (c->counted_count == 0)
		return true;
	array = json_array();
	for (size_t i = 0; ok && i < c->counted_count; i++)
		ok = codec_push(array, count_json(&c->counted[i], absences));
	return json_put(object, "counted", codec_done(array, ok));
}

static bool put_identity(json_t *object, const struct result_case *c)
{
	return json_put(object, "id", json_text(c->id)) &&
	       codec_put_text(object, "plugin", c->plugin_id) &&
	       codec_put_text(object, "bench", c->bench) &&
	       codec_put_text(object, "unit", c->unit) &&
	       codec_put_text(object, "file", c->file) &&
	       json_put(object, "line", json_integer(c->line)) &&
	       json_put(object, "args", args_json(c)) &&
	       json_put(object, "threads", json_integer(c->threads)) &&
	       json_put(object, "tags", tags_json(c)) &&
	       json_put(object, "limits",
			limits_json(c->limit, c->limit_count));
}

json_t *result_case_json(const struct result_case *result_case, bool samples,
			 const struct absences *absences)
{
	const struct result_case *c = result_case;
	const char *status = case_status_name(c->status);
	json_t *object = json_object();
	bool ok =
	    put_identity(object, c) &&
	    json_put(object, "status", json_text(status)) &&
	    codec_put_clipped(object, "reason", c->reason, SAMPLES_MAX_TEXT);

	if (ok && samples)
		ok = json_put(object, "summary", summary_json(&c->summary)) &&
		     put_metrics(object, c, absences) &&
		     put_counted(object, c, absences) &&
		     put_processes(object, c, absences);
	return codec_done(object, ok);
}
