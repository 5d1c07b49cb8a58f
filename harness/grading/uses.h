#pragma once

#include <optional>
#include <span>
#include <string>

#include "checklist/demonstrated.h"
#include "checklist/observations.h"
#include "checklist/use.h"
#include "report/report.h"

namespace isograde {

/// How a target can be used in interpreters of one config, as far as its import shows. `refusal`:
/// what it said where it refused.
Use FirstUse(const Observations& seen, std::optional<LoadOutcome> shown,
             const std::string& refusal);

/// Completes a target's uses by what its findings say, and its members'.
void CompleteUses(std::span<const TargetReport> members, TargetReport& report);

}  // namespace isograde
