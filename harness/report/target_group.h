#pragma once

#include <vector>

namespace isograde {

struct Report;
struct TargetReport;

/// What was asked for, with what came along.
struct TargetGroup {
  const TargetReport* head;                  ///< lives as long as the report
  std::vector<const TargetReport*> members;  ///< of a distribution, in the report's order

  /// Members that no root loads, and that do not count.
  std::vector<const TargetReport*> Apart() const;
  /// The others.
  std::vector<const TargetReport*> Loaded() const;
};

/// Every target of a report, in its order; a member whose distribution is not in it stands by
/// itself.
std::vector<TargetGroup> GroupsOf(const Report& report);

}  // namespace isograde
