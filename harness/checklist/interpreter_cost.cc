#include "checklist/interpreter_cost.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(InterpreterCost, create_s, end_s);

}  // namespace isograde
