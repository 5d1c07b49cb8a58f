#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace isograde {

/// What two reports can tell about each other.
struct Comparability {
  bool grades = true;  ///< both rest on the same selection of checks
  /// A check or a config that the baseline has and the new report has not is missing there: nothing
  /// else explains it.
  bool absences = true;
  /// The same of distributions and their members.
  bool absences_of_members = true;
  std::vector<std::string> remarks;  ///< what differs, one sentence each
};

Comparability ComparabilityOf(const Report& baseline, const Report& now);

}  // namespace isograde
