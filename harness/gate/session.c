#include "store/session.h"
#include "gate/gate.h"

int gate_session(const struct result *result, struct arena *arena,
		 struct baseline_session *ret, struct err *err)
{
	return session_make(result, arena, ret, err);
}
