#include "sandbox/position.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Position, stage, words, makes_calls, creates, interpreter, detail);

}  // namespace isograde
