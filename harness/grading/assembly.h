#pragma once

#include <vector>

#include "grading/observation_source.h"
#include "report/report.h"

namespace isograde {

/// Fills in what the experiments showed of a target besides the results of its checks, and its
/// grade. `report` has target and results. `complete`: every check was run, in every config;
/// `fast`: but for those that rest on repetition; `calls_functions`: a recipe says how to use it.
void GradeTarget(ObservationSource& source, const std::vector<InterpreterConfig>& configs,
                 bool complete, bool fast, bool calls_functions, TargetReport& report);

/// Gives every package among `targets` the grade of its worst module.
void GradePackages(std::vector<TargetReport>& targets);

}  // namespace isograde
