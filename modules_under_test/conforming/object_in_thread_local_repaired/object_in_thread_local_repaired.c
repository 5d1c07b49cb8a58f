// Conforming: object_in_thread_local, repaired. The object is the module's, not the thread's.
#include "support/origin_in_state.h"

ORIGIN_IN_STATE(object_in_thread_local_repaired)
