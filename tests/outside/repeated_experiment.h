#pragma once

#include <nlohmann/json.hpp>

#include "checklist/experiment_id.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kRepeated = "outside-repeated";
}  // namespace experiments

namespace stages {
inline constexpr Stage kRepeat{.id = "outside-repeat", .words = "importing it over and over"};
}  // namespace stages

/// How often main imported the target anew, and what the last time raised.
struct Repeated {
  static constexpr const char* kName = "outside-repeated";
  int imports = 0;
  RaisedException raised;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Repeated, imports, raised)

}  // namespace isograde
