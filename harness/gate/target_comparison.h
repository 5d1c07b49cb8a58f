#pragma once

#include <vector>

#include "gate/comparability.h"
#include "gate/comparison.h"

namespace isograde {

/// What became of one target since the baseline: its checks, how it loads, its grade.
struct TargetComparison {
  std::vector<Change> changes;
  int checks = 0;  ///< results that both reports have
};

TargetComparison CompareTarget(const TargetReport& was, const TargetReport& is,
                               const Comparability& can, const ComparisonPolicy& policy);

}  // namespace isograde
