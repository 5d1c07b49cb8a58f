// Conforming: object_in_second_unit, repaired. There is no file of globals any more: what was one
// is a field of the module's state.
#include "support/origin_in_state.h"

ORIGIN_IN_STATE(object_in_second_unit_repaired)
