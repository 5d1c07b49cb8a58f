#pragma once

#include <string>

#include "base/json_fields.h"
#include "checklist/experiment_id.h"
#include "sandbox/stage.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kReinitialize = "reinitialize";
}  // namespace experiments

namespace stages {
inline constexpr Stage kReinitialize{.id = "reinitialize",
                                     .words = "initialising and finalising CPython again"};
}  // namespace stages

/// One round of initialise, import, use and finalise.
struct Round {
  static constexpr const char* kName = "round";
  int round = 0;         ///< 1..
  std::string value;     ///< hexadecimal, of the repr of what the exercise gave
  std::string raised;    ///< hexadecimal, of "ValueError: ..."; empty: nothing was raised
  bool refused = false;  ///< what was raised is an ImportError
};
ISOGRADE_JSON(Round);

/// That there were no rounds, and why.
struct NoRounds {
  static constexpr const char* kName = "no-rounds";
  std::string reason;
};
ISOGRADE_JSON(NoRounds);

}  // namespace isograde
