#pragma once

#include <nlohmann/json.hpp>

namespace isograde {

/// CPU time that creating and ending one interpreter with nothing in it took, in seconds. Measured
/// in controls.
struct InterpreterCost {
  static constexpr const char* kName = "interpreter-cost";
  double create_s = 0;
  double end_s = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(InterpreterCost, create_s, end_s)

/// CPU time of this process so far, in seconds.
double ProcessCpuSeconds();

}  // namespace isograde
