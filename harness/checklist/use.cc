#include "checklist/use.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Use, config, word, reason, missing_modules, missing_names);

}  // namespace isograde
