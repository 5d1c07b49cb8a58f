#pragma once

#include <sys/resource.h>

#include "base/sanitizer.h"

namespace isograde {

/// Limits the calling process, a program that reads files of strangers: seconds of CPU, bytes of
/// private memory.
inline void LimitOwnUse(rlim_t seconds, rlim_t bytes) {
  const rlimit time{seconds, seconds}, memory{bytes, bytes};
  setrlimit(RLIMIT_CPU, &time);
  if (kMemoryCanBeLimited) setrlimit(RLIMIT_DATA, &memory);
}

}  // namespace isograde
