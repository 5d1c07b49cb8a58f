#pragma once

#include "base/json_fields.h"

namespace isograde {

/// CPU time that creating and ending one interpreter with nothing in it took, in seconds. Measured
/// in controls.
struct InterpreterCost {
  static constexpr const char* kName = "interpreter-cost";
  double create_s = 0;
  double end_s = 0;
};
ISOGRADE_JSON(InterpreterCost);

/// CPU time of this process so far, in seconds.
double ProcessCpuSeconds();

}  // namespace isograde
