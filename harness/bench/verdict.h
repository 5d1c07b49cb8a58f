#pragma once

#include "bench/comparison.h"

namespace isograde {

/// Prints what changed, and returns what the command exits with: 1 where something is dearer or can
/// no longer be measured, 77 where nothing could be told. Throws UsageError where the two have
/// nothing in common.
int TellComparison(const BenchComparison& comparison, const BenchTolerance& tolerance);

}  // namespace isograde
