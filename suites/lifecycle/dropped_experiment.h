#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/subject.h"
#include "sandbox/channel.h"

namespace isograde {

/// What was left of the target after every reference to it that could be found was dropped.
struct Collection {
  static constexpr const char* kName = "collection";
  bool module_gone = false;          ///< the module object was deallocated
  bool has_free = false;             ///< its definition has an m_free, which was counted
  int freed = 0;                     ///< how often that ran
  std::vector<std::string> kept_by;  ///< objects that still refer to the module, as far as the
                                     ///< collector knows them
  bool kept_by_others = false;       ///< one of them is another module's
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Collection, module_gone, has_free, freed, kept_by,
                                                kept_by_others)

/// kDropped: main imports and uses the target, then drops it: its own references, its entry in
/// sys.modules and in its package, and every module that its import and its use brought along; then
/// it collects. m_free is counted by a function put in its place that calls it.
void RunDropped(const Subject& subject, Channel& channel);

}  // namespace isograde
