/*
 * jansson: reading and writing a generated document of n records.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.json", "1.0.0")

#define SIZES "n=10..1000*10"

static json_t *make_record(struct tare_state *b, int64_t id)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "user-%016llx",
		       (unsigned long long)tare_random(b));
	return json_pack(
	    "{s:I, s:s, s:f, s:b, s:[i,i,i]}", "id", (json_int_t)id, "name",
	    name, "score", (double)(tare_random(b) % 10000) / 8, "active",
	    (int)(tare_random(b) & 1), "tags", (int)(tare_random(b) % 100),
	    (int)(tare_random(b) % 100), (int)(tare_random(b) % 100));
}

static json_t *make_document(struct tare_state *b)
{
	/* Else it takes one from the system, and no two runs do the same work;
	 * only the first one of a process counts. */
	json_object_seed((size_t)tare_random(b) | 1);

	json_t *document = json_array();
	int64_t n = tare_arg(b, "n");

	for (int64_t i = 0; document && i < n; i++) {
		if (json_array_append_new(document, make_record(b, i)) < 0) {
			json_decref(document);
			return NULL;
		}
	}
	return document;
}

static void drop_document(void *document)
{
	json_decref(document);
}

TARE_BENCH(load, .summary = "json_loads of n records, and freeing them",
	   .unit = "documents", .params = SIZES, .tags = "json")
{
	json_t *document = make_document(b);

	if (!document)
		tare_fail(b, "json_pack: out of memory");
	tare_defer(b, drop_document, document);
	char *text = json_dumps(document, JSON_COMPACT);
	if (!text)
		tare_fail(b, "json_dumps: out of memory");
	tare_defer(b, free, text);
	TARE_LOOP(b) {
		json_t *loaded = json_loads(text, 0, NULL);
		tare_keep(loaded);
		json_decref(loaded);
	}
	json_t *loaded = json_loads(text, 0, NULL);
	tare_expect(b, json_equal(loaded, document));
	json_decref(loaded);
	tare_rate(b, "bytes", (double)strlen(text));
}

TARE_BENCH(dump, .summary = "json_dumps of n records, and freeing the text",
	   .unit = "documents", .params = SIZES, .tags = "json")
{
	json_t *document = make_document(b);

	if (!document)
		tare_fail(b, "json_pack: out of memory");
	tare_defer(b, drop_document, document);
	TARE_LOOP(b) {
		char *text = json_dumps(document, JSON_COMPACT);
		tare_keep_mem(text);
		free(text);
	}
	char *text = json_dumps(document, JSON_COMPACT);
	json_t *loaded = text ? json_loads(text, 0, NULL) : NULL;
	tare_expect(b, json_equal(loaded, document));
	tare_rate(b, "bytes", text ? (double)strlen(text) : 0);
	json_decref(loaded);
	free(text);
}
