#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace isograde {

/// Results of one check that say the same in several configs, told once.
struct Folded {
  const CheckResult* result;  ///< the first of them; lives as long as the report
  std::vector<std::string> configs;
  bool counts = false;  ///< one of them does

  Severity severity() const { return result->finding.severity.value_or(result->severity); }
};

/// Failures, worst first; harness errors; what could not be told; with `all`, passes and what did
/// not apply too.
std::vector<Folded> Fold(const TargetReport& report, bool all);

}  // namespace isograde
