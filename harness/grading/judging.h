#pragma once

#include <functional>

#include "checklist/check.h"
#include "checklist/observations.h"

namespace isograde {

/// What a check says of a target. Of a distribution, a check of members has to tell only what is
/// nobody's in particular. `control`: as JudgeBeside has it.
Finding JudgeTarget(const std::function<const Observations&()>& control, const Check& check,
                    const Observations& seen);

/// The control of a target that main alone cannot import: no interpreter was created that could be
/// at fault.
Observations FaultlessControl();

}  // namespace isograde
