#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace isograde {

/// What a store takes.
struct StoreSize {
  std::size_t targets = 0;  ///< of which something is known
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

StoreSize SizeOfStore(const std::string& folder);

/// Paths of all reports in it.
std::vector<std::string> ReportFiles(const std::string& folder);

/// Removes what was not written for as many days, and what was not written to its end; returns what
/// that took. 0 days: everything.
StoreSize PruneStore(const std::string& folder, int days);

}  // namespace isograde
