// Conforming: object_in_stripped_library, repaired. Stripped all the same.
#include "support/origin_in_state.h"

ORIGIN_IN_STATE(object_in_stripped_library_repaired)
