#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/results.h"
#include "report/style.h"

namespace isograde {

/// How one thing that was measured changed from one run to another: a time, or a counter of memory.
struct BenchChange {
  enum class Unit { kSeconds, kBytes };
  enum class Verdict { kSame, kDearer, kCheaper, kUntold };

  std::string name;  ///< "create/nothing/isolated", "memory/_csv/isolated pss_bytes"
  Unit unit = Unit::kSeconds;
  double before = 0, after = 0;  ///< medians
  std::size_t repetitions = 0;   ///< of the run that has fewer
  double p = 1;  ///< of the Mann-Whitney U test, corrected for the number of tests (Holm)
  Verdict verdict = Verdict::kSame;
};

struct BenchComparison {
  std::vector<BenchChange> changes;      ///< in the order of the newer run
  std::vector<std::string> failing;      ///< measured before, and no longer, with the reason
  std::vector<std::string> recovered;    ///< names that failed before, and no longer do
  std::vector<std::string> broken;       ///< names that failed in both
  std::vector<std::string> gone, added;  ///< names in one of them alone
  std::vector<std::string> unlike;       ///< names of what the recipes use in different ways
  std::vector<std::string> cautions;     ///< what else is not the same, in sentences
  /// Seconds that the reference work took beside the rows of each run, the medians; 0 unless times
  /// are given as on a machine that always takes `reference_before_s` for it.
  double reference_before_s = 0, reference_after_s = 0;

  /// Whether anything is dearer, or can no longer be measured.
  bool GotWorse() const;
  /// Whether of anything it could be told how it changed.
  bool CanTell() const;
  /// Whether the runs have a benchmark in common.
  bool HasCommon() const;
};

struct BenchTolerance {
  double max_regression = 0.10;  ///< of the median: smaller changes are no changes
  double alpha = 0.05;
};

/// Compares what both runs measured; times for which both have what the reference work took beside
/// them, as on a machine that is always as fast as the older run's was, mostly. A change is told
/// when the test finds one, corrected for their number, and of this one alone still finds it with
/// the smaller of the two raised by what is tolerated; memory has to differ by a page and by 1 % of
/// the interpreter, too. What the test could not find with so few repetitions among so many is told
/// as such. Peers and the reference, which are no interpreters, are left out.
BenchComparison Compare(const BenchResults& before, const BenchResults& after,
                        const BenchTolerance& tolerance);

/// How many repetitions in both runs are the fewest with which the test can find one change among
/// so many rows. `alpha` is more than 0.
std::size_t RepetitionsFor(std::size_t rows, double alpha);

/// Whether a row is of an interpreter: of what is compared.
bool IsOfInterpreters(const std::string& name);

std::string ToText(const BenchComparison& comparison, const BenchTolerance& tolerance,
                   const Style& style);

}  // namespace isograde
