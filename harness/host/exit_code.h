#pragma once

namespace isograde {

/// What the process exits with. A fault of ours never exits 1.
enum ExitCode {
  kThresholdMet = 0,
  kBelowThreshold = 1,
  kUsage = 2,
  kNothingToGrade = 77,
  kHarnessFailed = 99,
  kInterruptedExit = 130,
};

}  // namespace isograde
