#pragma once

#include <vector>

#include "grading/schedule.h"
#include "report/report.h"

namespace isograde {

/// How the controls of a run came out; waits for them.
std::vector<ControlReport> ControlReports(ObservationSource& source);

/// What the run cost so far. `schedule`: for the floor; nullptr: none is told.
Timings MeasureRun(Schedule* schedule, const ChildPool::Totals& totals);

}  // namespace isograde
