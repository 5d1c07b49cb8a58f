#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/experiment.h"
#include "interpreter/python_error.h"

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
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LateImport, interpreter, ended, raised)

/// An interpreter that has ended.
struct Ended {
  static constexpr const char* kName = "ended";
  int interpreter = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Ended, interpreter)

/// How many interpreters besides main were alive when the process was about to leave.
struct LeftAlive {
  static constexpr const char* kName = "left-alive";
  int interpreters = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LeftAlive, interpreters)

}  // namespace isograde
