#pragma once

#include <string>

#include "base/json_fields.h"
#include "checklist/experiment_id.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kCallback = "callback";
}  // namespace experiments

namespace stages {
inline constexpr Stage kCallback{.id = "callback",
                                 .words = "waiting for a callback from a foreign thread"};
}  // namespace stages

/// Where a callback ran that was given to the target in one interpreter.
struct CallbackOutcome {
  static constexpr const char* kName = "callback";
  int interpreter = 0;     ///< that it was registered in
  int times = 0;           ///< it was called
  int elsewhere = 0;       ///< of these, in another interpreter
  std::string ran_in;      ///< the last other one: "the main interpreter", "interpreter id 2"
  RaisedException raised;  ///< by the recipe's call
  bool declined = false;   ///< and it may, by the recipe's `declines`
  std::string trouble;     ///< why it was not tried
  bool was_found = false;  ///< by exploring: that it calls back was seen in main alone
};
ISOGRADE_JSON(CallbackOutcome);

}  // namespace isograde
