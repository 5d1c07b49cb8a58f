#include "report/way_to_a.h"

#include <algorithm>

#include "checklist/generator_policy.h"
#include "interpreter/interpreter_config.h"
#include "report/report.h"

namespace isograde {
namespace {

std::string Showed(const TargetReport& report, InterpreterConfig config) {
  const auto found = report.demonstrated.find(std::string(Name(config)));
  return found == report.demonstrated.end() ? "" : found->second;
}

// Neither a failure, nor something that could not be told.
bool OverrideIsClean(const TargetReport& report) {
  bool any = false;
  for (const CheckResult& result : report.results) {
    if (result.config != Name(InterpreterConfig::kOverride)) continue;
    any = true;
    const Verdict verdict = result.finding.verdict;
    const bool is_note = result.finding.severity.value_or(result.severity) == Severity::kNote;
    if (verdict == Verdict::kHarnessError || verdict == Verdict::kInconclusive) return false;
    if (verdict == Verdict::kFail && !is_note) return false;
  }
  return any;
}

}  // namespace

std::string WayToA(const TargetReport& report) {
  const std::string& declares = report.declared.multiple_interpreters;
  const bool only_says_nothing = report.grade.letter == "B" && report.dependency.empty() &&
                                 (declares == "unspecified" || declares == "supported") &&
                                 Showed(report, InterpreterConfig::kIsolated) != "loads" &&
                                 Showed(report, InterpreterConfig::kOverride) == "loads";
  if (!only_says_nothing || !OverrideIsClean(report)) return {};
  return "with CPython's check overridden nothing failed. " + HowToDeclare(report.making);
}

}  // namespace isograde
