#include "checklist/declaration.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Declaration, init, multiple_interpreters, gil, state_size, has_traverse,
                     has_clear, has_free, knows_interpreters_slot, knows_gil_slot, state_objects);

ISOGRADE_JSON_FIELDS(OwnExtension, name, file, init, has_state);
ISOGRADE_JSON_FIELDS(OwnExtensions, modules);

}  // namespace isograde
