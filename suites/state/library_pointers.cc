#include "suites/state/library_pointers.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(LibraryPointer, library, target_library, points_to, variable);
ISOGRADE_JSON_FIELDS(LibraryPointers, phase, interpreter, call, words);
ISOGRADE_JSON_FIELDS(ExchangedCall, interpreter, exchanged_by, function, call, before, after,
                     differs);

}  // namespace isograde
