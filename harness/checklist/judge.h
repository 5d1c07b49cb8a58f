#pragma once

#include <functional>

#include "checklist/check.h"
#include "checklist/observations.h"

namespace isograde {

/// What `check` says of `seen`, with what holds for every check: a crash or hang is charged to the
/// check that answers for its stage; what did not get far enough for this check is inconclusive; a
/// failure that the control or the target alone in main shows too is not the module's, nor is a
/// crash for which there is an excuse. Pure: no interpreter is touched. `control` is the same
/// experiments with no extension.
Finding Judge(const Check& check, const Observations& seen, const Observations& control);

/// The same where the control is only made, or waited for, if what was seen asks for it: a failure,
/// or a check that compares with it (Check::judge_against). Called at most once.
Finding JudgeBeside(const std::function<const Observations&()>& control, const Check& check,
                    const Observations& seen);

/// Why a crash or a hang is not the module's doing, as a half-sentence; empty where no reason is
/// known.
using Excuse = std::string (*)(const Observations&);

/// Adds a reason to those that Judge asks for a crash or a hang. Suites register theirs in a static
/// object.
struct ExcuseRegistration {
  explicit ExcuseRegistration(Excuse excuse);
};

}  // namespace isograde
