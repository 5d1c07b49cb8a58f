#include "checklist/import_outcome.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ImportOutcome, interpreter, loaded, was_loaded, raised, retry_loaded,
                     retry_raised, left_modules, siblings, changes, differences, needed,
                     processes_left);
ISOGRADE_JSON_FIELDS(SecondImport, withheld, raised);
ISOGRADE_JSON_FIELDS(DependencyFailure, interpreter, module, raised);

}  // namespace isograde
