#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

enum class TargetKind { kExtension, kBuiltin, kPure, kPackage, kUnknown };
NLOHMANN_JSON_SERIALIZE_ENUM(TargetKind, {{TargetKind::kUnknown, "unknown"},
                                          {TargetKind::kExtension, "extension"},
                                          {TargetKind::kBuiltin, "builtin"},
                                          {TargetKind::kPure, "pure"},
                                          {TargetKind::kPackage, "package"}})

/// What is graded: a module by its import name.
struct Target {
  std::string name;
  TargetKind kind = TargetKind::kUnknown;
  std::string file;  ///< the library or source on disk; empty for builtin and frozen modules
  std::vector<std::string>
      modules;          ///< of a package: the import names of its extension modules, sorted
  std::string problem;  ///< of an unknown one: a sentence that says why
  std::string owner;    ///< the package that it is graded for; empty when it was named itself
};
ISOGRADE_JSON(Target);

}  // namespace isograde
