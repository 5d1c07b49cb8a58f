// Conforming: object_in_static_member, repaired. The object is the module's, not the class's.
#include "support/origin_in_state.h"

ORIGIN_IN_STATE(object_in_static_member_repaired)
