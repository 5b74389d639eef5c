#include "run/probe.h"

#include <sched.h>
#include <sys/resource.h>

static uint64_t involuntary_switches(void)
{
	struct rusage usage;
	if (getrusage(RUSAGE_THREAD, &usage))
		return 0;
	return (uint64_t)usage.ru_nivcsw;
}

void thread_probe_before(struct thread_probe *probe)
{
	probe->cpu = sched_getcpu();
	probe->involuntary = involuntary_switches();
}

void thread_probe_after(const struct thread_probe *probe, struct slice *slice)
{
	slice->involuntary = involuntary_switches() - probe->involuntary;
	slice->migrated = sched_getcpu() != probe->cpu;
}

static void read_counters(struct counter_probe *probe,
			  struct counter_reading *to)
{
	if (probe->counters && counters_read(probe->counters, to))
		probe->lost = true;
}

void counter_probe_before(struct counter_probe *probe)
{
	read_counters(probe, probe->before);
}

void counter_probe_after(struct counter_probe *probe, struct slice *slice)
{
	read_counters(probe, probe->after);
	slice->counters_lost = probe->lost;
	for (size_t i = 0; i < probe->count; i++) {
		const struct counter_reading *a = &probe->before[i];
		const struct counter_reading *b = &probe->after[i];
		slice->counter[i] = (struct counter_reading){
		    .value = b->value - a->value,
		    .enabled_ns = b->enabled_ns - a->enabled_ns,
		    .running_ns = b->running_ns - a->running_ns,
		};
	}
}
