#pragma once

#include <span>
#include <vector>

#include "checklist/grade.h"
#include "grading/observation_source.h"
#include "report/report.h"

namespace isograde {

/// What a grade rests on besides findings.
struct GradingState {
  bool complete = true;  ///< every check was run
  bool fast = false;
  bool calls_functions = false;
};

/// Fills in what was observed of a target, its grade, and which results count for it. What it
/// returns has the report's results.
GradeInput GradeTarget(ObservationSource& source, const std::vector<InterpreterConfig>& configs,
                       const GradingState& state, TargetReport& report);

/// Grades a distribution with its members, which are graded. `input`: of GradeTarget.
void GradeDistribution(GradeInput input, std::span<const TargetReport> members,
                       TargetReport& report);

/// Adds to the reason of a grade what it does not rest on.
void SayWhatItRestsOn(const GradingState& state, TargetReport& report);

}  // namespace isograde
