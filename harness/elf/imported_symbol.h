#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// A symbol that a library wants from others.
struct ImportedSymbol {
  std::string name;
  std::vector<std::string> callers;  ///< functions of the library that call it, demangled; those
                                     ///< that its symbols name. Empty where none is known
};
ISOGRADE_JSON(ImportedSymbol);

}  // namespace isograde
