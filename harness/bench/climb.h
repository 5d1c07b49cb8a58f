#pragma once

#include "base/json_fields.h"
#include "bench/measurement.h"

namespace isograde {

/// What one more interpreter of a climb took, told as soon as it is there: a climb whose process is
/// killed has told of those before.
struct ClimbStep {
  static constexpr const char* kName = "climb-step";
  double real_s = 0;
  double cpu_s = 0;
  double import_s = 0;  ///< the part of `real_s` in which the load was imported; 0: there is none
  double new_pages_s = 0;  ///< the part of `real_s` in which the machine gave new pages
  double reference_s = 0;  ///< of the reference work right after it
};
ISOGRADE_JSON(ClimbStep);

void Add(const ClimbStep& step, Measurement& climb);

/// What a climb says of the interpreter at `place`, which it reached: the median of the last tenth
/// of those that end with it, nine at most. `last`: no row is about a later one that it reached.
/// That row has the climb's counters, and the slope of all of it: how the cost of the next grows
/// with those that are alive, on a machine that always takes as long for the reference work, and
/// but for what new pages take.
Measurement AtPlace(const Measurement& climb, int place, bool last);

}  // namespace isograde
