#include "report/target_group.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

#include "report/report.h"

namespace isograde {
namespace {

std::vector<const TargetReport*> Those(const std::vector<const TargetReport*>& members,
                                       bool apart) {
  std::vector<const TargetReport*> those;
  std::copy_if(members.begin(), members.end(), std::back_inserter(those),
               [&](const TargetReport* one) { return one->target.is_apart == apart; });
  return those;
}

}  // namespace

std::vector<const TargetReport*> TargetGroup::Apart() const { return Those(members, true); }
std::vector<const TargetReport*> TargetGroup::Loaded() const { return Those(members, false); }

std::vector<TargetGroup> GroupsOf(const Report& report) {
  std::map<std::string, std::vector<const TargetReport*>> members;
  for (const TargetReport& one : report.targets) {
    if (one.target.kind == TargetKind::kDistribution && one.target.owner.empty())
      members[one.target.name];
  }
  const auto is_member = [&](const TargetReport& one) {
    return one.target.kind != TargetKind::kDistribution && members.contains(one.target.owner);
  };
  for (const TargetReport& one : report.targets) {
    if (is_member(one)) members[one.target.owner].push_back(&one);
  }
  std::vector<TargetGroup> groups;
  for (const TargetReport& one : report.targets) {
    if (is_member(one)) continue;
    const bool heads = one.target.kind == TargetKind::kDistribution && one.target.owner.empty();
    groups.push_back({&one, heads ? members[one.target.name] : std::vector<const TargetReport*>()});
  }
  return groups;
}

}  // namespace isograde
