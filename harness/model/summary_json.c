#include "model/summary_json.h"

#include "model/result_json.h"

static json_t *estimate_json(const struct estimate *estimate)
{
	json_t *object;
	bool ok;

	if (!estimate->available)
		return json_null();
	object = json_object();
	ok = json_put(object, "value", json_number(estimate->value)) &&
	     json_put(object, "low", json_number(estimate->low)) &&
	     json_put(object, "high", json_number(estimate->high)) &&
	     json_put(object, "level", json_number(estimate->level));
	return codec_done(object, ok);
}

static int estimate_read(const struct json_at *at, const char *key,
			 struct estimate *ret, struct err *err)
{
	struct json_at member;

	TRY(codec_object(at, key, &member, &ret->available, err));
	if (!ret->available)
		return 0;
	TRY(json_get_double(&member, "value", true, &ret->value, err));
	TRY(codec_number(&member, "low", &ret->low, err));
	TRY(codec_number(&member, "high", &ret->high, err));
	return codec_number(&member, "level", &ret->level, err);
}

json_t *summary_json(const struct summary *summary)
{
	const struct summary *s = summary;
	json_t *object = json_object();
	bool ok = json_put(object, "processes", json_u64(s->processes)) &&
		  json_put(object, "slices", json_u64(s->slices)) &&
		  json_put(object, "disturbed", json_u64(s->disturbed)) &&
		  json_put(object, "median_ns", estimate_json(&s->median_ns)) &&
		  json_put(object, "lower_quartile_ns",
			   estimate_json(&s->lower_quartile_ns)) &&
		  json_put(object, "minimum_ns", json_number(s->minimum_ns)) &&
		  json_put(object, "maximum_ns", json_number(s->maximum_ns)) &&
		  json_put(object, "p50_ns", json_number(s->p50_ns)) &&
		  json_put(object, "p90_ns", json_number(s->p90_ns)) &&
		  json_put(object, "p99_ns", json_number(s->p99_ns)) &&
		  json_put(object, "within_rsd", json_number(s->within_rsd)) &&
		  json_put(object, "between_rsd", json_number(s->between_rsd));

	return codec_done(object, ok);
}

int summary_read(const struct json_at *at, struct summary *ret, struct err *err)
{
	struct json_at summary;
	bool present;

	TRY(codec_object(at, "summary", &summary, &present, err));
	if (!present)
		return 0;
	TRY(json_get_u64(&summary, "processes", false, &ret->processes, err));
	TRY(json_get_u64(&summary, "slices", false, &ret->slices, err));
	TRY(json_get_u64(&summary, "disturbed", false, &ret->disturbed, err));
	TRY(estimate_read(&summary, "median_ns", &ret->median_ns, err));
	TRY(estimate_read(&summary, "lower_quartile_ns",
			  &ret->lower_quartile_ns, err));
	TRY(codec_number(&summary, "minimum_ns", &ret->minimum_ns, err));
	TRY(codec_number(&summary, "maximum_ns", &ret->maximum_ns, err));
	TRY(codec_number(&summary, "p50_ns", &ret->p50_ns, err));
	TRY(codec_number(&summary, "p90_ns", &ret->p90_ns, err));
	TRY(codec_number(&summary, "p99_ns", &ret->p99_ns, err));
	TRY(codec_number(&summary, "within_rsd", &ret->within_rsd, err));
	return codec_number(&summary, "between_rsd", &ret->between_rsd, err);
}

struct absence absence_of_metric(const struct metric *metric)
{
	return (struct absence){
	    .name = metric->name,
	    .provider = metric->provider,
	    .errno_name = metric->errno_name,
	    .reason = metric->reason,
	    .mend = metric->mend,
	};
}

static json_t *metric_json(const struct metric *metric,
			   const struct absences *absences)
{
	struct absence absence = absence_of_metric(metric);
	json_t *object;
	bool ok;

	if (!metric->available)
		return absence_json(&absence, absences);
	object = json_object();
	ok = json_put(object, "name", json_text(metric->name)) &&
	     codec_put_text(object, "unit", metric->unit) &&
	     codec_put_text(object, "provider", metric->provider) &&
	     json_put(object, "estimate", estimate_json(&metric->estimate)) &&
	     json_put(object, "coverage", json_number(metric->coverage)) &&
	     json_put(object, "exact", json_boolean(metric->exact)) &&
	     json_put(object, "lower_is_better",
		      json_boolean(metric->lower_is_better));
	return codec_done(object, ok);
}

json_t *metrics_json(const struct metric *metric, size_t count,
		     const struct absences *absences)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, metric_json(&metric[i], absences));
	return codec_done(array, ok);
}

static void set_absence(struct metric *ret, const struct absence *absence)
{
	ret->name = absence->name;
	ret->provider = absence->provider;
	ret->errno_name = absence->errno_name;
	ret->reason = absence->reason;
	ret->mend = absence->mend;
}

static int read_metric(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	const json_t *estimate = json_object_get(at->value, "estimate");
	struct metric *ret = item;
	struct absence absence = {0};

	if (!estimate || json_is_null(estimate)) {
		TRY(absence_from_json(at, arena, &absence, err));
		set_absence(ret, &absence);
		ret->coverage = (double)absence.index;
		return 0;
	}
	ret->available = true;
	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	TRY(codec_text(at, "unit", CODEC_MAX_ID, arena, &ret->unit, err));
	TRY(codec_id(at, "provider", false, arena, &ret->provider, err));
	TRY(estimate_read(at, "estimate", &ret->estimate, err));
	TRY(codec_number(at, "coverage", &ret->coverage, err));
	TRY(json_get_bool(at, "exact", false, &ret->exact, err));
	return json_get_bool(at, "lower_is_better", false,
			     &ret->lower_is_better, err);
}

static const struct codec_items metrics = {
    "metrics",
    RESULT_MAX_METRICS,
    sizeof(struct metric),
    read_metric,
};
static const struct codec_items base_metrics = {
    "base_metrics",
    RESULT_MAX_METRICS,
    sizeof(struct metric),
    read_metric,
};

static int resolve_absences(const struct json_at *at,
			    const struct absences *absences,
			    struct metric *metric, size_t count,
			    struct err *err)
{
	for (size_t i = 0; i < count; i++, metric++) {
		if (metric->name)
			continue;
		if (metric->coverage >= (double)absences->count)
			return json_at_fail(at, err,
					    "item %.0f of the list \"absent\" "
					    "does not exist",
					    metric->coverage);
		set_absence(metric, &absences->item[(size_t)metric->coverage]);
		metric->coverage = 0;
	}
	return 0;
}

int metrics_read(const struct json_at *at, struct arena *arena,
		 const struct absences *absences, struct result_case *ret,
		 struct err *err)
{
	struct result_case *c = ret;

	TRY(codec_items(at, &metrics, arena, &c->metric, &c->metric_count,
			err));
	TRY(codec_items(at, &base_metrics, arena, &c->base_metric,
			&c->base_metric_count, err));
	TRY(resolve_absences(at, absences, c->metric, c->metric_count, err));
	return resolve_absences(at, absences, c->base_metric,
				c->base_metric_count, err);
}
