/*
 * Gives made cases what untimed passes count, and the samples of pairs
 * counters, rates and numbers of the author.
 */
#ifndef SUPPORT_MAKE_COUNTS_H
#define SUPPORT_MAKE_COUNTS_H

#include "model/result.h"

#define MAKE_MAX_COUNTED 8

/* Adds a process of a pass, CASE_OK; at most MAKE_MAX_COUNTED a case. */
struct count_samples *make_pass(struct result *result, struct result_case *c,
				enum count_pass pass, enum pair_side side);
/* Adds an exact number to it. */
struct counter_value *make_count(struct result *result,
				 struct count_samples *samples,
				 const char *name, double per_op);
struct count_function *make_function(struct result *result,
				     struct count_samples *samples,
				     const char *name, const char *object,
				     double instructions, double calls);
/* Counter NAME of each side: a process of its pass with one exact number. */
void make_counts(struct result *result, struct result_case *c, const char *name,
		 double base, double head);

/*
 * Gives each pair I of the case counter NAME: BASE, and BASE exp(LOG_RATIO[I])
 * in the head. LOG_RATIO NULL: always BASE.
 */
void make_pair_counter(struct result *result, struct result_case *c,
		       const char *name, enum counter_provider provider,
		       double base, const double *log_ratio);
/* The same with a number of the author. */
void make_pair_number(struct result *result, struct result_case *c,
		      const char *name, bool lower_is_better, double base,
		      const double *log_ratio);

#endif
