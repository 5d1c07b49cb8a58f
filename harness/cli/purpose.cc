#include "cli/purpose.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "interpreter/cpython_api.h"

namespace isograde {

std::string ConfigForPurpose(const std::string& purpose) {
  const auto configs = cpython::SupportedConfigs();
  const bool has_own_gil =
      std::find(configs.begin(), configs.end(), InterpreterConfig::kIsolated) != configs.end();
  if (purpose == "shared" || (purpose.empty() && !has_own_gil))
    return std::string(Name(InterpreterConfig::kLegacy));
  if (!has_own_gil)
    throw UsageError(
        fmt::format("the interpreters of CPython {} share one GIL: there is no pool of them that "
                    "run at once before 3.12; ask for shared",
                    cpython::VersionText()));
  return std::string(Name(InterpreterConfig::kIsolated));
}

}  // namespace isograde
