#pragma once

#include <string>

#include "gate/comparison.h"
#include "report/style.h"

namespace isograde {

/// "worse", "accepted", "noted", "better".
std::string WordOf(Drift drift);

/// "1 worse, 2 better", "nothing changed".
std::string SumOf(const Comparison& comparison);

/// Only what changed, worse first, and a line that sums up. `baseline`: what to call it.
std::string ToText(const Comparison& comparison, const Report& now, const std::string& baseline,
                   const Style& style);

}  // namespace isograde
