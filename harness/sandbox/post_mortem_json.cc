#include "sandbox/post_mortem.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(StackFrame, function, file, line, library, address, signal);
ISOGRADE_JSON_FIELDS(ThreadStack, thread, state, frames);
ISOGRADE_JSON_FIELDS(PostMortem, problem, thread, threads, python);

}  // namespace isograde
