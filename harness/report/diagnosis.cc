#include "report/diagnosis.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "checklist/check.h"
#include "report/report.h"

namespace isograde {
namespace {

struct Failure {
  const Check* check;
  const CheckResult* result;
  Severity severity;
};

// One failure for each check, however many configs show it, worst first.
std::vector<Failure> Failures(const TargetReport& report) {
  std::vector<Failure> failures;
  std::set<std::string> known;
  for (const CheckResult& result : report.results) {
    const Severity severity = result.finding.severity.value_or(result.severity);
    const Check* const check = FindCheck(result.id);
    const bool tells = check && result.finding.verdict == Verdict::kFail && result.counts &&
                       severity != Severity::kNote;
    if (tells && known.insert(result.id).second) failures.push_back({check, &result, severity});
  }
  std::stable_sort(failures.begin(), failures.end(),
                   [](const Failure& a, const Failure& b) { return a.severity < b.severity; });
  return failures;
}

// What a failure of that level may come from. How a module is initialised decides about all.
bool Explains(const Check& cause, StateLevel level) {
  return cause.names_state && (cause.level == level || cause.level == StateLevel::kModule);
}

void AddStates(const Failure& failure, Diagnosis& diagnosis) {
  const Finding& finding = failure.result->finding;
  if (finding.evidence.empty()) {
    diagnosis.lives_in.push_back({failure.result->id, finding.message});
    return;
  }
  // An array holds dozens of objects, and is one variable.
  std::set<std::tuple<std::string, std::string, int>> known;
  for (const Evidence& one : finding.evidence) {
    if (one.variable.empty() || known.insert({one.variable, one.file, one.line}).second)
      diagnosis.lives_in.push_back({failure.result->id, one.text});
  }
}

void AddRemedy(const Failure& failure, Diagnosis& diagnosis) {
  const Check& check = *failure.check;
  diagnosis.remedies.push_back({std::string(check.id), RemedyOf(check, failure.result->finding),
                                LinkOf(check, failure.result->finding)});
}

}  // namespace

std::vector<Diagnosis> Diagnose(const TargetReport& report) {
  const std::vector<Failure> failures = Failures(report);
  std::vector<Diagnosis> diagnoses;
  for (const Failure& failure : failures) {
    const StateLevel level = failure.check->level;
    const auto is_known = [&](const Diagnosis& one) { return one.level == level; };
    if (std::any_of(diagnoses.begin(), diagnoses.end(), is_known)) continue;
    Diagnosis& diagnosis =
        diagnoses.emplace_back(Diagnosis{.level = level, .belongs = failure.check->belongs});
    for (const Failure& one : failures) {
      if (one.check->level == level && !one.check->names_state)
        diagnosis.shows_in.push_back({one.result->id, one.result->finding.message});
      if (!Explains(*one.check, level)) continue;
      AddStates(one, diagnosis);
      AddRemedy(one, diagnosis);
    }
    if (!diagnosis.remedies.empty()) continue;
    for (const Failure& one : failures) {
      if (one.check->level == level) AddRemedy(one, diagnosis);
    }
  }
  return diagnoses;
}

void to_json(nlohmann::json& json, const Diagnosis& diagnosis) {
  const auto remarks = [](const std::vector<Diagnosis::Remark>& from) {
    nlohmann::json all = nlohmann::json::array();
    for (const Diagnosis::Remark& one : from)
      all.push_back({{"check", one.check}, {"text", one.text}});
    return all;
  };
  nlohmann::json remedies = nlohmann::json::array();
  for (const Diagnosis::Remedy& one : diagnosis.remedies)
    remedies.push_back({{"check", one.check}, {"text", one.text}, {"link", one.link}});
  json = {{"level", diagnosis.level},
          {"belongs", diagnosis.belongs},
          {"shows_in", remarks(diagnosis.shows_in)},
          {"lives_in", remarks(diagnosis.lives_in)},
          {"remedies", remedies}};
}

}  // namespace isograde
