#include "make_ratios.h"

#include <math.h>
#include <stdlib.h>

#include "make_result.h"
#include "stats/rng.h"
#include "stats/stats.h"

/* Tests stop where memory does. */
static void *take(struct result *result, size_t count, size_t size)
{
	void *got = arena_array(&result->arena, count ? count : 1, size, NULL);

	if (!got)
		abort();
	return got;
}

static double normal(struct rng *rng)
{
	double u = rng_unit(rng);

	return stats_normal_quantile(u > 1e-9 ? u : 1e-9);
}

void make_normal(double *ret, size_t count, double mean, double sd,
		 uint64_t seed)
{
	struct rng rng;

	rng_init(&rng, seed);
	for (size_t i = 0; i < count; i++)
		ret[i] = mean + sd * normal(&rng);
}

static struct column column(struct result *result, const char *name,
			    uint64_t values)
{
	struct column made = {
	    .name = arena_strdup(&result->arena, name, NULL),
	    .constant = values == 1,
	    .value = take(result, values, 8),
	};

	if (!made.name)
		abort();
	return made;
}

enum { OPS, NS, DISTURBED, SECOND, SETUP, COLUMNS };

static void begin(struct result *result, struct process_samples *p,
		  const struct make_ratios *r)
{
	static const char *const name[] = {COLUMN_OPS, COLUMN_NS,
					   COLUMN_DISTURBED, COLUMN_SECOND,
					   COLUMN_SETUP};

	p->slice_count = r->slices;
	p->alone = r->alone;
	p->wall_ns = 10000000;
	p->column = take(result, COLUMNS, sizeof(*p->column));
	p->column_count = COLUMNS;
	for (int i = OPS; i < COLUMNS; i++)
		p->column[i] =
		    column(result, name[i], i == OPS ? 1 : r->slices);
	p->column[OPS].value[0] = r->ops;
}

static void fill(const struct process_samples side[2],
		 const struct make_ratios *r, double log_ratio, struct rng *rng)
{
	uint64_t odd = rng_below(rng, 2);

	for (uint64_t i = 0; i < r->slices; i++) {
		/* Either order as often as the other. */
		uint64_t first = (i + odd) % 2;

		for (uint64_t s = 0; s < 2; s++) {
			const struct column *c = side[s].column;
			double shift = (s ? log_ratio : 0) +
				       (s != first ? r->order : 0) +
				       r->noise * normal(rng);
			double ns = r->ns * exp(shift) * (double)r->ops;

			c[NS].value[i] = (uint64_t)llround(ns);
			c[DISTURBED].value[i] = s && i < r->disturbed;
			c[SECOND].value[i] = s != first;
			c[SETUP].value[i] = i * r->setups / r->slices;
		}
	}
}

static struct make_ratios with_defaults(const struct make_ratios *given)
{
	struct make_ratios r = *given;

	r.ns = r.ns != 0 ? r.ns : 100;
	r.slices = r.slices ? r.slices : 50;
	r.setups = r.setups ? r.setups : 10;
	r.ops = r.ops ? r.ops : 1000000;
	return r;
}

struct result_case *make_ratios(struct result *result, const char *id,
				const struct make_ratios *ratios)
{
	struct make_ratios r = with_defaults(ratios);
	struct result_case *c = make_bad_case(result, id, CASE_OK, "");
	struct rng rng;

	rng_init(&rng, r.seed);
	c->reason = NULL;
	c->process_count = c->base_process_count = r.count;
	c->process = take(result, r.count, sizeof(*c->process));
	c->base_process = take(result, r.count, sizeof(*c->base_process));
	for (size_t i = 0; i < r.count; i++) {
		struct process_samples side[2] = {{.side = PAIR_SIDE_BASE},
						  {.side = PAIR_SIDE_HEAD}};

		for (int s = 0; s < 2; s++) {
			side[s].process = (uint32_t)i;
			begin(result, &side[s], &r);
		}
		fill(side, &r, r.log_ratio[i], &rng);
		c->base_process[i] = side[0];
		c->process[i] = side[1];
	}
	return c;
}
