#include "report/markdown.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/json_name.h"
#include "checklist/check.h"
#include "report/folded.h"
#include "report/format.h"
#include "report/report.h"
#include "report/words.h"
#include "report/xml.h"

namespace isograde {
namespace {

constexpr const char* kWorstFirst[] = {"F", "D", "C", "unknown", "refuses", "B", "A"};
constexpr std::size_t kEvidenceShown = 5;
constexpr std::size_t kTextShown = 600;
/// Kept for the sentences that say what was left out.
constexpr std::size_t kReserve = 600;

// As text, not as markup, on one line; what stands in backticks as code.
std::string Plain(const std::string& text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>|#~&";
  const std::string shown = ValidUtf8(text.substr(0, kTextShown));
  const bool has_code = std::count(shown.begin(), shown.end(), '`') % 2 == 0;
  bool in_code = false;
  std::string plain;
  for (const char c : shown) {
    if (has_code && c == '`') {
      in_code = !in_code;
      plain += c;
      continue;
    }
    // A bar ends a table's cell, even in code.
    if (in_code ? c == '|' : kMarkup.find(c) != std::string_view::npos) plain += '\\';
    plain += c == '\n' || c == '\r' ? ' ' : c;
  }
  return text.size() > kTextShown ? plain + " ..." : plain;
}

std::vector<const TargetReport*> WorstFirst(const Report& report) {
  std::vector<const TargetReport*> targets;
  for (const char* grade : kWorstFirst) {
    for (const TargetReport& target : report.targets) {
      if (target.grade.letter == grade) targets.push_back(&target);
    }
  }
  return targets;
}

std::string Counts(const std::vector<const TargetReport*>& targets) {
  std::vector<std::string> counts;
  for (const char* grade : kWorstFirst) {
    const auto count = std::count_if(targets.begin(), targets.end(), [&](const TargetReport* one) {
      return one->grade.letter == grade;
    });
    if (count > 0) counts.push_back(fmt::format("{} {}", count, grade));
  }
  return counts.empty() ? "none" : fmt::format("{}", fmt::join(counts, ", "));
}

std::string Failure(const Folded& folded) {
  const CheckResult& result = *folded.result;
  std::string text =
      fmt::format("- **{}** {} ({}{})  \n  {}\n", JsonName(folded.severity()), Plain(result.id),
                  fmt::join(folded.configs, ", "), folded.counts ? "" : ", not counted",
                  Plain(result.finding.message));
  std::size_t shown = 0;
  for (const Evidence& evidence : result.finding.evidence) {
    if (result.finding.message.find(evidence.text) != std::string::npos) continue;
    if (++shown > kEvidenceShown) break;
    text += fmt::format("  - {}\n", Plain(evidence.text));
  }
  const Check* const check = FindCheck(result.id);
  if (check && folded.severity() != Severity::kNote)
    text += fmt::format("  - *What to do:* {} [Why]({})\n", Plain(RemedyOf(*check, result.finding)),
                        check->rationale);
  return text;
}

// Empty where there is nothing more to say than the table does.
std::string Details(const TargetReport& target) {
  std::string failures;
  for (const Folded& folded : Fold(target, false)) {
    if (folded.result->finding.verdict == Verdict::kFail) failures += Failure(folded);
  }
  for (const DeclinedCall& declined : target.declines)
    failures += fmt::format("- {}\n", Plain(Words(declined)));
  if (failures.empty()) return {};
  return fmt::format("\n### {}: {}\n\n{}. Declares {}; demonstrated: {}.\n\n{}",
                     Plain(target.target.name), target.grade.letter, Plain(target.grade.reason),
                     Plain(DeclaredText(target)), Plain(DemonstratedText(target)), failures);
}

// Empty where no recipe has any.
std::string Faults(const Report& report) {
  std::string text;
  for (const RecipeFault& fault : RecipeFaults(report))
    text += fmt::format("- {}\n", Plain(Text(fault)));
  return text.empty() ? "" : "\n**The recipe's fault, not the module's:**\n\n" + text;
}

/// Text that does not grow past a limit.
class Bounded {
 public:
  explicit Bounded(std::size_t limit) : limit_(limit) {}

  /// Appends all of it or nothing.
  bool Add(const std::string& more) {
    if (text_.size() + more.size() > limit_) return false;
    text_ += more;
    return true;
  }
  /// What must be said, within the reserve.
  void Say(const std::string& sentence) { text_ += sentence; }
  std::string Take() { return std::move(text_); }

 private:
  std::size_t limit_;
  std::string text_;
};

}  // namespace

std::string ToMarkdown(const Report& report, std::size_t limit) {
  const auto targets = WorstFirst(report);
  Bounded text(limit > kReserve ? limit - kReserve : 0);
  text.Say(
      fmt::format("# Isolation between interpreters: CPython {}\n\n{} graded{}: {}.\n",
                  Plain(PythonText(report)), targets.size(),
                  report.effort.fast ? ", fast (without the checks that rest on repetition)" : "",
                  Counts(targets)));
  text.Add(Faults(report));
  if (!targets.empty()) text.Say("\n| grade | module | why |\n|---|---|---|\n");
  std::vector<const TargetReport*> rows_left, details_left;
  for (const TargetReport* target : targets) {
    const std::string row = fmt::format("| {} | {} | {} |\n", target->grade.letter,
                                        Plain(target->target.name), Plain(target->grade.reason));
    if (!rows_left.empty() || !text.Add(row)) rows_left.push_back(target);
  }
  if (!rows_left.empty())
    text.Say(fmt::format("\nThe table is cut: {} more, graded {}.\n", rows_left.size(),
                         Counts(rows_left)));
  for (const TargetReport* target : targets) {
    if (!text.Add(Details(*target))) details_left.push_back(target);
  }
  if (!details_left.empty())
    text.Say(
        fmt::format("\nFindings of {} modules, graded {}, are left out here, where only so "
                    "much is shown: the json report has them.\n",
                    details_left.size(), Counts(details_left)));
  return text.Take();
}

ISOGRADE_FORMAT(markdown, {.name = "markdown",
                           .write = [](const Report& report) { return ToMarkdown(report); },
                           .place = 50});

}  // namespace isograde
