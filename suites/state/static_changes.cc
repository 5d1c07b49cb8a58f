#include "suites/state/static_changes.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(StaticWord, place, library, before, after, object, objection, shape, constant,
                     attribute);
ISOGRADE_JSON_FIELDS(StaticChanges, phase, interpreter, words, total);
ISOGRADE_JSON_FIELDS(StaticType, name, place, library, is_managed, is_mutable);
ISOGRADE_JSON_FIELDS(StaticLeftovers, interpreter, freed, alive);
ISOGRADE_JSON_FIELDS(StaticNames::Library, path, size, places, variables, problem);
ISOGRADE_JSON_FIELDS(StaticNames, libraries, types);

}  // namespace isograde
