#pragma once

#include <string_view>

#include "checklist/finding.h"
#include "gate/drift.h"

namespace isograde {

/// Which way a target went whose grade was `before` and is `after`, another one. Letters are worse
/// the closer they are to F; where one of the two is no letter, a table says. `lightest`: a letter
/// that stands for lighter failures than this is noted.
Drift DriftOfGrades(std::string_view before, std::string_view after, Severity lightest);

}  // namespace isograde
