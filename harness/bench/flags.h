#pragma once

#include <string>
#include <vector>

#include "bench/benchmark.h"
#include "bench/options.h"

namespace isograde {

/// Google Benchmark's flags, ours first so that the user's win, less those that are ours to see to.
struct BenchFlags {
  std::vector<std::string> passed;
  std::string output;  ///< file for the results
  bool json_on_stdout = false;
  std::string filter;     ///< --benchmark_filter, for Selected()
  bool lists = false;     ///< names only
  double min_time_s = 0;  ///< of each repetition
};

/// Throws UsageError for what we cannot do, and for what would have no effect here.
/// `output`: as `--output` names it.
BenchFlags BenchFlagsOf(const BenchOptions& options, const std::string& output);

/// The benchmarks that Google Benchmark's filter selects: those whose name a POSIX extended regular
/// expression is found in, or with "-" before it, is not; "" and "all" are all. By the names that
/// stand in table and results: its own matching also sees "/repeats:36/manual_time" behind them.
/// Where there are any, `reference/work` is one more, unless the filter names what is left out:
/// every run is to tell how steady the machine was. Throws UsageError for what is no expression.
std::vector<Benchmark> Selected(const std::vector<Benchmark>& all, const std::string& filter);

}  // namespace isograde
