#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// What one sandboxed child measured for one benchmark. Sums over its iterations; what was not
/// timed is not in them.
struct Measurement {
  static constexpr const char* kName = "measurement";
  std::int64_t iterations = 0;
  double real_s = 0;
  double cpu_s = 0;  ///< user and system, of all threads and of the children that were waited for
  std::map<std::string, double> counters;  ///< "pss_bytes": of one interpreter or worker
  /// Of a climb: seconds that the first, the second ... interpreter took, each with all before it
  /// alive; wall and CPU.
  std::vector<double> climb_real_s, climb_cpu_s;
  /// The parts of `climb_real_s` in which the load was imported, and in which the machine gave new
  /// pages.
  std::vector<double> climb_import_s, climb_new_pages_s;
  /// What the reference work took right after each; 0: it was not done.
  std::vector<double> climb_reference_s;
  std::string stopped;  ///< why a climb ended before its end; empty: it did not
  std::string problem;  ///< why there is nothing to tell: one sentence
};
ISOGRADE_JSON(Measurement);

/// Thrown inside a benchmark whose piece cannot be run here: a module that does not load, a call
/// that raises. Becomes Measurement::problem.
class CannotMeasure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace isograde
