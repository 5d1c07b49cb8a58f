#include "elf/generator.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Generator, name, version);

}  // namespace isograde
