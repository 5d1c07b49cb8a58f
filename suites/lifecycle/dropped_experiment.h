#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/experiment_id.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kDropped = "dropped";
}  // namespace experiments

namespace stages {
inline constexpr Stage kCollect{.id = "collect", .words = "collecting the dropped module"};
}  // namespace stages

/// What was left of the target after every reference to it that could be found was dropped.
struct Collection {
  static constexpr const char* kName = "collection";
  RaisedException raised{};  ///< by its import: there was nothing to drop
  /// Its type, where no weak reference to it can be had, which alone shows that it is gone.
  std::string not_referable;
  bool module_gone = false;          ///< the module object was deallocated
  bool has_free = false;             ///< its definition has an m_free, which was counted
  int freed = 0;                     ///< how often that ran
  std::vector<std::string> kept_by;  ///< objects that still refer to the module, as far as the
                                     ///< collector knows them
  bool kept_by_others = false;       ///< one of them is another module's
};
ISOGRADE_JSON(Collection);

}  // namespace isograde
