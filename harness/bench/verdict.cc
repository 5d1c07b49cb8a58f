#include "bench/verdict.h"

#include <unistd.h>

#include <cstdio>

#include "base/error.h"
#include "base/exit_code.h"

namespace isograde {

int TellComparison(const BenchComparison& comparison, const BenchTolerance& tolerance) {
  if (!comparison.HasCommon()) throw UsageError("the two results have no benchmark in common");
  std::fputs(ToText(comparison, tolerance, Style::ForDescriptor(STDOUT_FILENO)).c_str(), stdout);
  std::fflush(stdout);
  if (comparison.GotWorse()) return kBelowThreshold;
  return comparison.CanTell() ? kThresholdMet : kNothingToGrade;
}

}  // namespace isograde
