#pragma once

#include <string>
#include <vector>

#include "bench/options.h"
#include "bench/results.h"
#include "interpreter/interpreter_config.h"

namespace isograde {

/// The file of `--bench`, whose costs are measured again. Throws UsageError, one sentence with the
/// path, where it holds nothing that `isograde bench` measures, names configs that there are not,
/// or has only configs that this CPython has not.
BenchResults ReadBenchBaseline(const std::string& path);

/// Whether anything that `isograde bench` measures of interpreters has values in it.
bool HoldsCosts(const BenchResults& results);

/// Throws UsageError where the baseline has too few repetitions for anything to be told.
void RequireRepetitions(const BenchResults& baseline, const std::string& path, double alpha);

/// What `isograde bench` is to be asked for.
struct BenchRequest {
  std::vector<std::string> targets;
  std::vector<std::string> gone{};  ///< of the baseline, and no longer there: with the reason
  bool together = false;
  std::string configs{};  ///< with commas; empty: its default
  int climb = BenchOptions().climb;
  int repetitions = BenchOptions().repetitions;  ///< of each benchmark; 0: its default
  std::string threads{};                         ///< with commas; empty: its default
  std::string kinds{};                           ///< of benchmarks, with `|`; empty: all
  std::vector<std::string> recipes{};

  /// Whether it asks for a row of the baseline: not for a peer, a longer climb, or what the command
  /// line leaves out.
  bool AsksFor(const std::string& row) const;
};

/// What was measured before; what the command line names goes before that. Without a baseline, what
/// was graded. Throws UsageError for a target that is not there, nor in the baseline.
/// `updates`: the baseline is to be measured anew.
BenchRequest RequestOf(const std::vector<std::string>& targets,
                       const std::vector<InterpreterConfig>& configs, bool updates,
                       const BenchResults* baseline, const std::vector<std::string>& graded);

}  // namespace isograde
