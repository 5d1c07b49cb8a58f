#include "elf/source_file.h"

#include <dwarf.h>

namespace isograde {

std::string SourceFile(const char* name, Dwarf_Die* unit) {
  if (!name) return {};
  Dwarf_Attribute attribute;
  const char* const folder = unit && *name != '/'
                                 ? dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute))
                                 : nullptr;
  return folder && *folder ? std::string(folder) + "/" + name : name;
}

}  // namespace isograde
