#pragma once

#include <functional>

#include "checklist/check.h"
#include "checklist/observations.h"

namespace isograde {

/// What `check` says of `seen`, with what holds for every check. A crash or hang is charged to the
/// check that answers for its stage. It is excused by a like one (IsLike) of the same experiment:
/// of the control, of what the target imports without it, of the tries of this CPython; one in the
/// target's own code by nothing but a like one of the target alone. What is found otherwise is
/// excused where the check finds it in the control. What did not get far enough is inconclusive,
/// and so is what went well in an experiment that does not always do so without the target. Pure:
/// no interpreter is touched. `control` is the same experiments with no extension.
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
