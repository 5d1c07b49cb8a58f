#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.h"
#include "checklist/use.h"
#include "elf/generator.h"

namespace isograde {

struct TargetGroup;

/// What an embedder asks of one target, without what it rests on: a line of `isograde env`.
struct Summary {
  std::string name;  ///< of a distribution as in its metadata
  std::string version;
  int extension_modules = 0;
  std::string grade;
  std::string reason;
  std::vector<Use> uses;              ///< by config
  std::vector<Generator> generators;  ///< what wrote its extension modules, each once
  std::vector<std::string> needs;     ///< modules that it needs, and that keep it from loading
  bool is_from_store = false;
  bool is_whole = true;  ///< every check was made; else it rests on imports alone

  /// What it is in interpreters of that kind; nullptr: there are none here.
  const Use* In(std::string_view config) const;
};
ISOGRADE_JSON(Summary);

Summary SummaryOf(const TargetGroup& group);

/// Whether it may be used so, with or without its extension modules.
bool IsUsable(const Use& use);

}  // namespace isograde
