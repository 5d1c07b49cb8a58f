#include "elf/static_variable.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(StaticPlace, address, is_thread_local);
ISOGRADE_JSON_FIELDS(StaticVariable, name, function, member, type, member_type, file, line, symbol,
                     section, begin, size);

}  // namespace isograde
