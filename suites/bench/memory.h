#pragma once

#include <sys/types.h>

namespace isograde {

/// Memory of one or more processes, in bytes, as the kernel counts it (/proc/PID/smaps_rollup).
struct MemoryInUse {
  double pss = 0;            ///< proportional set size: shared pages by their share
  double private_dirty = 0;  ///< pages that are its own alone, and written to
};

/// Of this process.
MemoryInUse OwnMemory();
/// Of this process and of all below it.
MemoryInUse MemoryOfTree();
/// What the machine can still give, in bytes (MemAvailable).
double AvailableMemory();

}  // namespace isograde
