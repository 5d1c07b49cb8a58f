#pragma once

#include <string>
#include <vector>

#include "report/bench_results.h"
#include "report/style.h"

namespace isograde {

/// How one benchmark changed from one run to another.
struct BenchChange {
  std::string name;
  double before_s = 0, after_s = 0;  ///< medians, in seconds
  double p = 1;  ///< of the Mann-Whitney U test, corrected for the number of benchmarks (Holm)
  enum class Verdict { kSame, kDearer, kCheaper, kTooFew } verdict = Verdict::kSame;

  double ratio() const { return before_s > 0 ? after_s / before_s : 1; }
};

struct BenchComparison {
  std::vector<BenchChange> changes;      ///< in the order of the newer run
  std::vector<std::string> failing;      ///< measured before, and no longer, with the reason
  std::vector<std::string> gone, added;  ///< names in one of them alone
  std::vector<std::string> different;  ///< what else is not the same: "CPython 3.13.0, was 3.12.1"

  /// Whether anything is dearer, or can no longer be measured.
  bool GotWorse() const;
};

struct BenchTolerance {
  double max_regression = 0.10;  ///< of the median: smaller changes are no changes
  double alpha = 0.05;
};

/// Compares what both runs measured. A change is told when the test finds one and the medians
/// differ by more than is tolerated. Peers and the reference, which are no interpreters, are left
/// out.
BenchComparison Compare(const BenchResults& before, const BenchResults& after,
                        const BenchTolerance& tolerance);

std::string ToText(const BenchComparison& comparison, const BenchTolerance& tolerance,
                   const Style& style);

}  // namespace isograde
