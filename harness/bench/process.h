#pragma once

#include <string>

#include "bench/baseline.h"
#include "bench/results.h"

namespace isograde {

/// Measures in a process of its own, which has graded nothing, by the `isograde bench` of `package`
/// (the folder of the isograde Python package); the results go to the file `output`. Throws
/// CommandLineDone where that process has said on stderr what is wrong with what it was asked,
/// Interrupted, and HarnessError.
BenchResults MeasureInProcess(const BenchRequest& request, const std::string& package,
                              const std::string& output);

}  // namespace isograde
