#include "run/extensions.h"

#include <string.h>

#include <tare/ext/config.h>
#include <tare/ext/log.h>
#include <tare/ext/manual_time.h>
#include <tare/ext/needs.h>

static struct host_thread *thread_of(struct tare_state *state)
{
	return (struct host_thread *)(void *)state;
}

static const char *const *config_get(struct tare_state *state, const char *key,
				     size_t *ret_count)
{
	const struct wire_job *job = thread_of(state)->host->job;
	for (size_t i = 0; i < job->config_count; i++) {
		const struct suite_config *config = &job->config[i];
		if (strcmp(config->key, key) != 0)
			continue;
		*ret_count = config->value_count;
		return (const char *const *)config->value;
	}
	*ret_count = 0;
	return NULL;
}

static void log_line(struct tare_state *state, const char *text)
{
	if (text)
		host_note(thread_of(state)->host, text);
}

static void add_time(struct tare_state *state, uint64_t ns)
{
	struct host_thread *thread = thread_of(state);
	thread->manual_ns += ns;
	thread->manual = true;
}

static const struct tare_config config = {
    .struct_size = sizeof(struct tare_config),
    .get = config_get,
};
static const struct tare_log log_interface = {
    .struct_size = sizeof(struct tare_log),
    .note = log_line,
};
static const struct tare_manual_time manual_time = {
    .struct_size = sizeof(struct tare_manual_time),
    .add = add_time,
};

const void *extension_find(const struct tare_host *host, const char *id)
{
	static const struct {
		const char *id;
		const void *interface;
	} table[] = {
	    {TARE_EXT_CONFIG, &config},
	    {TARE_EXT_LOG, &log_interface},
	    {TARE_EXT_MANUAL_TIME, &manual_time},
	};

	(void)host;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (!strcmp(table[i].id, id))
			return table[i].interface;
	return NULL;
}

static const struct tare_needs *plugin_needs(const struct tare_plugin *plugin)
{
	if (!TARE_HAS(plugin, tare_plugin, get_extension) ||
	    !plugin->get_extension)
		return NULL;
	return plugin->get_extension(TARE_EXT_NEEDS);
}

bool extension_needs_met(const struct tare_plugin *plugin, const char *bench_id,
			 struct host *host)
{
	const struct tare_needs *needs = plugin_needs(plugin);
	if (!needs)
		return true;

	const char *why = NULL;
	if (TARE_HAS(needs, tare_needs, missing) && needs->missing)
		why = needs->missing(bench_id, host->arg, host->arg_count);
	if (why) {
		host_say(host, TARE_STATUS_SKIP, "%s", why);
		return false;
	}
	uint64_t bytes = 0;
	if (TARE_HAS(needs, tare_needs, memory_bytes) && needs->memory_bytes)
		bytes =
		    needs->memory_bytes(bench_id, host->arg, host->arg_count);
	if (bytes <= host->limit_bytes)
		return true;
	host_say(
	    host, TARE_STATUS_SKIP, "needs %llu bytes of memory, may use %llu",
	    (unsigned long long)bytes, (unsigned long long)host->limit_bytes);
	return false;
}
