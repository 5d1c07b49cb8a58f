#include "target/target.h"

#include <algorithm>

namespace isograde {

ISOGRADE_JSON_FIELDS(Target::Member, name, file, is_loaded);
ISOGRADE_JSON_FIELDS(Target, name, kind, file, problem, owner, is_apart, distribution, version,
                     roots, packages, members, libraries);
namespace {

bool IsInside(std::string_view name, std::string_view package) {
  return name.starts_with(package) &&
         (name.size() == package.size() || name[package.size()] == '.');
}

bool IsOfDistribution(const Target& target, std::string_view name) {
  return std::any_of(target.packages.begin(), target.packages.end(),
                     [&](const std::string& package) { return IsInside(name, package); });
}

}  // namespace

std::string FullName(const Target& target) {
  return target.owner.empty() ? target.name : target.owner + ":" + target.name;
}

std::vector<std::string> RootsOf(const Target& target) {
  return target.kind == TargetKind::kDistribution ? target.roots
                                                  : std::vector<std::string>{target.name};
}

bool ComesWith(const Target& target, std::string_view name) {
  if (target.kind == TargetKind::kDistribution) return IsOfDistribution(target, name);
  return IsInside(name, std::string_view(target.name).substr(0, target.name.find('.')));
}

bool IsTakenOutWith(const Target& target, std::string_view name) {
  return target.kind == TargetKind::kDistribution ? IsOfDistribution(target, name)
                                                  : IsInside(name, target.name);
}

std::vector<Target> LoadedMembers(const Target& target) {
  std::vector<Target> members;
  for (const Target::Member& member : target.members) {
    if (member.is_loaded)
      members.push_back({.name = member.name,
                         .kind = TargetKind::kExtension,
                         .file = member.file,
                         .owner = target.name});
  }
  return members;
}

}  // namespace isograde
