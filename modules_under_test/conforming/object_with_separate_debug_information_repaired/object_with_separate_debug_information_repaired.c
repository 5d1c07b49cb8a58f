// Conforming: object_with_separate_debug_information, repaired. Its debug information still lies
// beside it.
#include "support/origin_in_state.h"

ORIGIN_IN_STATE(object_with_separate_debug_information_repaired)
