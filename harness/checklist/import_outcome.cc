#include "checklist/import_outcome.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(BroughtModule, name, file, is_extension, multiple_interpreters);
ISOGRADE_JSON_FIELDS(ImportOutcome, interpreter, loaded, was_loaded, raised, retry_loaded,
                     retry_raised, left_modules, siblings, changes, differences, root,
                     extension_modules, missing_modules, missing_names, missing_elsewhere,
                     inner_differences, brought, processes_left);
ISOGRADE_JSON_FIELDS(WhoRaised, interpreter, raised, module, is_own, cause);
ISOGRADE_JSON_FIELDS(SecondImport, withheld, raised);

}  // namespace isograde
