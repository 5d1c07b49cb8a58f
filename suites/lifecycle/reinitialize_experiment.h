#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "checklist/experiment.h"

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
  int round = 0;       ///< 1..
  std::string value;   ///< repr of what the exercise gave
  std::string raised;  ///< "ImportError: ..."; empty: nothing was raised
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Round, round, value, raised)

/// That there were no rounds, and why.
struct NoRounds {
  static constexpr const char* kName = "no-rounds";
  std::string reason;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NoRounds, reason)

}  // namespace isograde
