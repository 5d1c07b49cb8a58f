#include "target/recipe_fault.h"

#include <fmt/format.h>

namespace isograde {

ISOGRADE_JSON_FIELDS(RecipeFault, module, file, line, text);

std::string Text(const RecipeFault& fault) {
  if (fault.line > 0) return fmt::format("{}:{}: {}", fault.file, fault.line, fault.text);
  // A file that cannot be read is named by what says so.
  const bool named = fault.text.find(fault.file) != std::string::npos;
  return named ? fault.text : fmt::format("{}: {}", fault.file, fault.text);
}

}  // namespace isograde
