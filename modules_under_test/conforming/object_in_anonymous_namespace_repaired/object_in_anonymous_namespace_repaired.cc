// Conforming: object_in_anonymous_namespace, repaired. The struct is the module's state.
#include "support/origin_in_state.h"

ORIGIN_IN_STATE(object_in_anonymous_namespace_repaired)
