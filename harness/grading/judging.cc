#include "grading/judging.h"

#include <algorithm>
#include <optional>

#include "checklist/break_site.h"
#include "checklist/judge.h"
#include "checklist/parts.h"

namespace isograde {
namespace {

bool AnythingBroke(const Observations& seen) {
  return std::any_of(seen.records.begin(), seen.records.end(),
                     [](const auto& entry) { return HasBroken(entry.second); });
}

}  // namespace

Finding JudgeTarget(const std::function<const Observations&()>& control, const Check& check,
                    const Observations& seen) {
  if (seen.target.kind != TargetKind::kDistribution || check.scope != CheckScope::kMembers)
    return JudgeBeside(control, check, seen);
  std::optional<Observations> rest;
  if (AnythingBroke(seen)) LeaveBreaksToMembers(rest.emplace(seen));
  Finding finding = JudgeBeside(control, check, rest ? *rest : seen);
  const bool broke_elsewhere = finding.verdict == Verdict::kInconclusive && !finding.severity;
  if (finding.verdict == Verdict::kPass || broke_elsewhere)
    return NotApplicable("it is judged of each extension module");
  return finding;
}

Observations FaultlessControl() {
  Observations control;
  for (const ExperimentId experiment :
       {experiments::kAlone, experiments::kMainFirst, experiments::kMainLast})
    control.At(experiment).ending = Ending::kComplete;
  return control;
}

}  // namespace isograde
