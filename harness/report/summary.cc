#include "report/summary.h"

#include <algorithm>

#include "checklist/making.h"
#include "report/report.h"
#include "report/target_group.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Summary, name, version, extension_modules, grade, reason, uses, generators,
                     needs, is_from_store, is_whole);

const Use* Summary::In(std::string_view config) const {
  const auto found = std::find_if(uses.begin(), uses.end(),
                                  [config](const Use& use) { return use.config == config; });
  return found == uses.end() ? nullptr : &*found;
}

Summary SummaryOf(const TargetGroup& group) {
  const TargetReport& head = *group.head;
  const Target& target = head.target;
  Summary summary{.name = target.distribution.empty() ? target.name : target.distribution,
                  .version = target.version,
                  .extension_modules = static_cast<int>(target.members.size()),
                  .grade = head.grade.letter,
                  .reason = head.grade.reason,
                  .uses = head.uses,
                  .is_from_store = head.is_from_store};
  if (target.kind == TargetKind::kExtension || target.kind == TargetKind::kBuiltin)
    summary.extension_modules = 1;
  const auto add = [&summary](const TargetReport& report) {
    const auto& needs = summary.needs;
    if (!report.dependency.empty() &&
        std::find(needs.begin(), needs.end(), report.dependency) == needs.end())
      summary.needs.push_back(report.dependency);
    if (!report.making.is_known) return;
    const Generator& made = report.making.generator;
    const Generator named{made.name.empty() ? kByHand : made.name, made.version};
    const bool is_new = std::none_of(
        summary.generators.begin(), summary.generators.end(), [&](const Generator& other) {
          return other.name == named.name && other.version == named.version;
        });
    if (is_new) summary.generators.push_back(named);
  };
  add(head);
  for (const TargetReport* const member : group.Loaded()) add(*member);
  return summary;
}

bool IsUsable(const Use& use) {
  return use.word == UseWord::kWorks || use.word == UseWord::kFallsBack;
}

}  // namespace isograde
