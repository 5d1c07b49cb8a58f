#pragma once

#include "base/error.h"

namespace isograde {

/// What the process exits with. A fault of ours never exits 1.
enum ExitCode {
  kThresholdMet = 0,
  kBelowThreshold = 1,
  kUsage = 2,
  kNothingToGrade = 77,
  kHarnessFailed = 99,
};

/// Of a run that was interrupted: as shells have it, 128 and the number of the signal.
inline int InterruptedExit() { return 128 + Interrupted::LastSignal(); }

/// Thrown when all there is to say has been said: help, version, a mistake on a command line.
struct CommandLineDone {
  int exit_code;
};

}  // namespace isograde
