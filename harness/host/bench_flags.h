#pragma once

#include <string>
#include <vector>

#include "host/options.h"

namespace isograde {

/// Google Benchmark's flags, ours first so that the user's win, less those that are ours to see to.
struct BenchFlags {
  std::vector<std::string> passed;
  std::string output;  ///< file for the results
  bool json_on_stdout = false;
  bool lists = false;     ///< names only
  double min_time_s = 0;  ///< of each repetition
};

/// Throws UsageError for what we cannot do.
BenchFlags BenchFlagsOf(const Options& options);

}  // namespace isograde
