#include "gate/grade_turn.h"

#include <algorithm>
#include <optional>

#include "checklist/grade.h"

namespace isograde {
namespace {

// One row of the policy on grades that changed; the first that holds decides. `*` stands for any.
struct GradeTurnRule {
  std::string_view before, after;
  Drift drift;
  std::string_view reason;
};
constexpr GradeTurnRule kRules[] = {
    {"*", "unknown", Drift::kWorse, "what could be told before can be told no more"},
    {"unknown", "*", Drift::kNoted, "what it was is not known; its checks tell what is worse"},
    {"F", "refuses", Drift::kBetter, "it declines now where it broke"},
    {"*", "refuses", Drift::kWorse, "who could use it cannot any longer"},
    {"refuses", "A", Drift::kBetter, "it supports now what it declined"},
    {"refuses", "B", Drift::kBetter, "it supports now what it declined"},
    {"refuses", "*", Drift::kWorse, "it lets itself be loaded now, and fails checks"},
};

bool Holds(const GradeTurnRule& rule, std::string_view before, std::string_view after) {
  return (rule.before == "*" || rule.before == before) &&
         (rule.after == "*" || rule.after == after);
}

// Of the failures that a letter stands for; none for one without failures.
std::optional<Severity> SeverityOfLetter(std::string_view letter) {
  if (letter == "F") return Severity::kBreaks;
  if (letter == "D") return Severity::kContaminates;
  if (letter == "C") return Severity::kHygiene;
  return std::nullopt;
}

}  // namespace

Drift DriftOfGrades(std::string_view before, std::string_view after, Severity lightest) {
  const auto* const rule =
      std::find_if(std::begin(kRules), std::end(kRules),
                   [&](const GradeTurnRule& row) { return Holds(row, before, after); });
  const Drift drift = rule != std::end(kRules)     ? rule->drift
                      : Rank(after) < Rank(before) ? Drift::kWorse
                                                   : Drift::kBetter;
  const auto severity = SeverityOfLetter(after);
  return drift == Drift::kWorse && severity && *severity > lightest ? Drift::kNoted : drift;
}

}  // namespace isograde
