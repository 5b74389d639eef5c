/*
 * JSON of machines: identity, conditions, interference.
 */
#ifndef MODEL_MACHINE_JSON_H
#define MODEL_MACHINE_JSON_H

#include "base/json.h"
#include "model/codec.h"
#include "model/machine.h"

json_t *machine_identity_json(const struct machine_identity *identity);
json_t *machine_conditions_json(const struct machine_conditions *conditions);
json_t *interference_json(const struct interference *interference);

/* "machine" and "conditions" of AT; absent leaves *RET. */
int machine_identity_read(const struct json_at *at,
			  struct machine_identity *ret, struct err *err);
int machine_conditions_read(const struct json_at *at,
			    struct machine_conditions *ret, struct err *err);
codec_item_fn interference_item;

#endif
