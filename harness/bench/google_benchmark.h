#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/benchmark.h"
#include "sandbox/child_pool.h"

namespace isograde {

/// How Google Benchmark is to run.
struct GoogleBenchmarkRun {
  std::vector<std::string> flags;              ///< its own, "--benchmark_repetitions=9"
  std::map<std::string, std::string> context;  ///< what is told besides its own
  std::string output;                          ///< file for its JSON
  bool json_on_stdout = false;                 ///< instead of the table
  bool colour = false;
  std::set<std::string> told;  ///< aggregates that the table shows: "median"; empty: all
};

/// Runs benchmarks by Google Benchmark, each repetition in a sandboxed child of its own. CPU times
/// are those of the measured pieces, as the wall times are. What fails once is not tried again.
/// Once in a process. Throws UsageError for a flag that it does not know.
void RunGoogleBenchmark(const std::vector<Benchmark>& benchmarks, ChildPool& pool,
                        const GoogleBenchmarkRun& run);

}  // namespace isograde
