#include "target/target.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Target, name, kind, file, modules, problem, owner);

}  // namespace isograde
