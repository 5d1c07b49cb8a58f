#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checklist/finding.h"
#include "gate/acceptances.h"
#include "gate/drift.h"
#include "report/report.h"

namespace isograde {

/// What is not as it was in the baseline.
struct Change {
  Drift drift;
  std::string target;
  std::string check;                    ///< id; empty: the target as a whole
  std::vector<std::string> configs;     ///< empty: not about some
  std::string text;                     ///< one sentence
  std::optional<Severity> severity;     ///< of a check that fails, and counts
  std::vector<std::string> details;     ///< the evidence
  std::vector<std::string> subjects{};  ///< variables, objects and types that it is about, by name
  bool has_unnamed = false;             ///< it is about something besides that has no name
  std::string file{};                   ///< of the source, where that is known
  int line = 0;
  std::string reason{};  ///< of what is accepted
};

struct Comparison {
  std::vector<std::string> remarks;  ///< on what could be compared, one sentence each
  std::vector<Change> changes;       ///< worst first, then as in the report
  int targets = 0, checks = 0;       ///< that were compared

  bool GotWorse() const;
};

struct ComparisonPolicy {
  /// The lightest failure that is worse. A note is no defect.
  Severity lightest = Severity::kHygiene;
  std::span<const Acceptance> accepted;
  std::string today;  ///< ISO 8601
  /// Of the baseline, to be compared; empty: all of it.
  std::vector<std::string> targets;
};

/// Check by check and config by config. Neither report has a target twice: ReadReport() sees to it.
Comparison Compare(const Report& baseline, const Report& now, const ComparisonPolicy& policy);

}  // namespace isograde
