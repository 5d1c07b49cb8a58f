#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace isograde {

/// A symbol that a library wants from others.
struct ImportedSymbol {
  std::string name;
  std::vector<std::string> callers;  ///< functions of the library that call it, demangled; those
                                     ///< that its symbols name. Empty where none is known
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ImportedSymbol, name, callers)

}  // namespace isograde
