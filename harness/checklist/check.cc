#include "checklist/check.h"

#include <algorithm>

#include "sandbox/position.h"

namespace isograde {
namespace {

std::vector<Check>& Registry() {
  static std::vector<Check> checks;
  return checks;
}

}  // namespace

std::vector<Answer> Answers(const std::vector<ExperimentId>& experiments,
                            const std::vector<Stage>& stages) {
  std::vector<Answer> answers;
  for (const ExperimentId experiment : experiments) {
    for (const Stage& stage : stages) answers.push_back({experiment, stage});
  }
  return answers;
}

bool Check::AnswersFor(ExperimentId experiment, const Position& position) const {
  return std::any_of(answers_for.begin(), answers_for.end(), [&](const Answer& answer) {
    return answer.experiment == experiment && position.Is(answer.stage);
  });
}

namespace internal {
CheckRegistration::CheckRegistration(std::string_view file, Check check) {
  check.file = file;
  auto& checks = Registry();
  const auto place =
      std::lower_bound(checks.begin(), checks.end(), check.id,
                       [](const Check& other, std::string_view id) { return other.id < id; });
  checks.insert(place, std::move(check));
}
}  // namespace internal

const std::vector<Check>& AllChecks() { return Registry(); }

const Check* FindCheck(std::string_view id) {
  for (const Check& check : AllChecks()) {
    if (check.id == id) return &check;
  }
  return nullptr;
}

std::string RemedyOf(const Check& check, const Finding& finding) {
  return finding.remedy.empty() ? std::string(check.remedy) : finding.remedy;
}

std::string LinkOf(const Check& check, const Finding& finding) {
  return finding.link.empty() ? std::string(check.rationale) : finding.link;
}

bool Matches(std::string_view pattern, std::string_view id) {
  if (pattern.empty()) return id.empty();
  if (pattern.front() == '*') {
    return Matches(pattern.substr(1), id) || (!id.empty() && Matches(pattern, id.substr(1)));
  }
  return !id.empty() && (pattern.front() == '?' || pattern.front() == id.front()) &&
         Matches(pattern.substr(1), id.substr(1));
}

}  // namespace isograde
