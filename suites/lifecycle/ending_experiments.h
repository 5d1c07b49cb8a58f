#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/experiment_id.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kFirstLoaderEnds = "first-loader-ends";
inline constexpr ExperimentId kLastLoaderEnds = "last-loader-ends";
/// Both, for checks of endings.
inline constexpr std::array kEndings = {kFirstLoaderEnds, kLastLoaderEnds};
}  // namespace experiments

namespace stages {
inline constexpr Stage kSurvive{.id = "survive",
                                .words = "using it after another interpreter had ended"};
}  // namespace stages

/// How an import went after another interpreter had ended.
struct LateImport {
  static constexpr const char* kName = "late-import";
  int interpreter = 0;
  std::vector<int> ended;  ///< interpreters that had ended before
  RaisedException raised;
};
ISOGRADE_JSON(LateImport);

/// An interpreter that has ended.
struct Ended {
  static constexpr const char* kName = "ended";
  int interpreter = 0;
  RaisedException import_raised{};  ///< where it had not loaded the target
};
ISOGRADE_JSON(Ended);

/// How many interpreters besides main were alive when the process was about to leave.
struct LeftAlive {
  static constexpr const char* kName = "left-alive";
  int interpreters = 0;
};
ISOGRADE_JSON(LeftAlive);

}  // namespace isograde
