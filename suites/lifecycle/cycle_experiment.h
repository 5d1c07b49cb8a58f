#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/experiment_id.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"
#include "suites/lifecycle/memory_use.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kCycles = "cycles";
}  // namespace experiments

namespace stages {
inline constexpr Stage kCycle{.id = "cycle",
                              .words = "going through a cycle of create, import, use and end",
                              .creates = true};
}  // namespace stages

/// What the gauges showed before a row of cycles and after each.
struct Growth {
  static constexpr const char* kName = "growth";
  int at_once = 1;  ///< interpreters alive in each cycle
  int rounds = 1;   ///< of import and use in each interpreter
  std::vector<Gauge> gauges;
  std::vector<std::vector<double>> values;  ///< [gauge][cycle]
};
ISOGRADE_JSON(Growth);

/// The first import in the cycles that raised after others had worked. There are no cycles after
/// it.
struct CycleFailure {
  static constexpr const char* kName = "cycle-failure";
  int interpreter = 0;  ///< counted from the first one that the process created
  int round = 1;        ///< of import and use in that interpreter
  int loaded_in = 0;    ///< the first interpreter in which it loaded
  RaisedException raised;
};
ISOGRADE_JSON(CycleFailure);

/// That there were no cycles, and why.
struct NoCycles {
  static constexpr const char* kName = "no-cycles";
  std::string reason;
};
ISOGRADE_JSON(NoCycles);

}  // namespace isograde
