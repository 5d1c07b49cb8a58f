#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace isograde {

/// What a process and all that it started hold at one moment.
struct Usage {
  int threads = 0;
  /// Private memory, and shared memory that they have mapped or hold open in files without a name,
  /// each page once. Pages that a fork has left shared with others count as a part.
  std::uint64_t memory_bytes = 0;
};

/// `enough`: below this memory is told roughly, as no less than it is, which is cheaper by far.
/// Processes that end meanwhile count for nothing.
Usage UsageOf(const std::vector<pid_t>& processes, std::uint64_t enough);

/// What a folder holds, without following links.
struct FolderUsage {
  std::uint64_t bytes = 0;  ///< on the disk
  int files = 0;            ///< folders included; one more than `most` where there are more
};
FolderUsage UsageOf(const std::string& folder, int most);

}  // namespace isograde
