#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// What an embedder gets of a target in interpreters of one kind.
enum class UseWord {
  kWorks,
  kFallsBack,  ///< it imports, without extension modules that it has in main
  kRefuses,
  kUnsafe,
  kUnknown,
};
NLOHMANN_JSON_SERIALIZE_ENUM(UseWord, {{UseWord::kUnknown, "unknown"},
                                       {UseWord::kWorks, "works"},
                                       {UseWord::kFallsBack, "falls back"},
                                       {UseWord::kRefuses, "refuses"},
                                       {UseWord::kUnsafe, "unsafe"}})

/// One row of a target's use table.
struct Use {
  std::string config;  ///< "legacy", "strict", "isolated"
  UseWord word = UseWord::kUnknown;
  std::string
      reason;  ///< one sentence: its own words, through whom, the first finding; empty: none
  std::vector<std::string>
      missing_modules;                     ///< extension modules that main loads and this does not
  std::vector<std::string> missing_names;  ///< public ones: "yaml.CSafeLoader"
};
ISOGRADE_JSON(Use);

}  // namespace isograde
