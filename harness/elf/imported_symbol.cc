#include "elf/imported_symbol.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ImportedSymbol, name, callers);

}  // namespace isograde
