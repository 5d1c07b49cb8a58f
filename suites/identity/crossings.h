#pragma once

#include <string>
#include <vector>

#include "checklist/finding.h"
#include "suites/identity/probe_recorders.h"

namespace isograde {

/// A failure with one piece of evidence for each crossing, or a pass that says how much was tried.
Finding JudgeCrossings(const std::vector<Crossing>& crossings, int tried, const char* unit);

}  // namespace isograde
