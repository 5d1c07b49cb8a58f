#include "report/markdown.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/json_name.h"
#include "checklist/check.h"
#include "report/folded.h"
#include "report/format.h"
#include "report/generated.h"
#include "report/report.h"
#include "report/target_group.h"
#include "report/way_to_a.h"
#include "report/words.h"
#include "report/xml.h"

namespace isograde {
namespace {

constexpr const char* kWorstFirst[] = {"F", "D", "C", "unknown", "refuses", "B", "A"};
constexpr std::size_t kEvidenceShown = 5;
constexpr std::size_t kTextShown = 600;
constexpr std::size_t kNamesShown = 20;
/// Kept for the sentences that say what was left out.
constexpr std::size_t kReserve = 600;

std::vector<TargetGroup> WorstFirst(const Report& report) {
  const std::vector<TargetGroup> all = GroupsOf(report);
  std::vector<TargetGroup> groups;
  for (const char* grade : kWorstFirst) {
    for (const TargetGroup& group : all) {
      if (group.head->grade.letter == grade) groups.push_back(group);
    }
  }
  return groups;
}

std::string Counts(const std::vector<TargetGroup>& targets) {
  std::vector<std::string> counts;
  for (const char* grade : kWorstFirst) {
    const auto count = std::count_if(targets.begin(), targets.end(), [&](const TargetGroup& one) {
      return one.head->grade.letter == grade;
    });
    if (count > 0) counts.push_back(fmt::format("{} {}", count, grade));
  }
  return counts.empty() ? "none" : fmt::format("{}", fmt::join(counts, ", "));
}

std::string Failure(const Folded& folded, const Making& making) {
  const CheckResult& result = *folded.result;
  std::string text =
      fmt::format("- **{}** {} ({}{})  \n  {}\n", JsonName(folded.severity()),
                  MarkdownText(result.id), fmt::join(folded.configs, ", "),
                  folded.counts ? "" : ", not counted", MarkdownText(result.finding.message));
  std::size_t shown = 0, generated = 0;
  for (const Evidence& evidence : result.finding.evidence) {
    if (result.finding.message.find(evidence.text) != std::string::npos) continue;
    if (!GeneratorsOwn(evidence, making).empty()) {
      ++generated;
    } else if (++shown <= kEvidenceShown) {
      text += fmt::format("  - {}\n", MarkdownText(evidence.text));
    }
  }
  if (generated > 0)
    text += fmt::format("  - {}\n", MarkdownText(OwnText(making.generator.name, generated)));
  const Check* const check = FindCheck(result.id);
  if (check && folded.severity() != Severity::kNote)
    text +=
        fmt::format("  - *What to do:* {} [Why]({})\n",
                    MarkdownText(RemedyOf(*check, result.finding)), LinkOf(*check, result.finding));
  return text;
}

std::string Failures(const TargetReport& target) {
  std::string failures;
  for (const Folded& folded : Fold(target, false)) {
    if (folded.result->finding.verdict == Verdict::kFail)
      failures += Failure(folded, target.making);
  }
  for (const DeclinedCall& declined : target.declines)
    failures += fmt::format("- {}\n", MarkdownText(Words(declined)));
  return failures;
}

std::string Uses(const TargetReport& target) {
  std::string uses;
  for (const Use& use : target.uses) {
    const std::string detail = UseDetail(use, kNamesShown);
    if (!detail.empty())
      uses += fmt::format("- **{}** {}: {}\n", UseName(use.config), JsonName(use.word),
                          MarkdownText(detail));
  }
  return uses;
}

// A distribution's declares nothing: its members do.
std::string Declared(const TargetReport& target) {
  if (target.target.kind == TargetKind::kDistribution) return {};
  const std::string made = MadeText({&target, {}}), way = WayToA(target);
  return fmt::format(" Declares {}{}; demonstrated: {}.{}", MarkdownText(DeclaredText(target)),
                     made.empty() ? "" : "; " + MarkdownText(made),
                     MarkdownText(DemonstratedText(target)),
                     way.empty() ? "" : " To get an A: " + MarkdownText(way));
}

// Below its distribution's; empty where the table there says it all.
std::string MemberDetails(const TargetReport& member) {
  const std::string failures = Failures(member);
  if (failures.empty()) return {};
  return fmt::format("\n#### {}: {}{}\n\n{}.{}\n\n{}", MarkdownText(member.target.name),
                     member.grade.letter, member.target.is_apart ? ", apart: no root loads it" : "",
                     MarkdownText(member.grade.reason), Declared(member), failures);
}

std::string Members(const TargetGroup& group) {
  if (group.members.empty()) return {};
  std::vector<std::string> graded;
  for (const TargetReport* member : group.members)
    graded.push_back(fmt::format("{} {}{}", MarkdownText(member->target.name), member->grade.letter,
                                 member->target.is_apart ? " (apart)" : ""));
  return fmt::format("\nMembers: {}.\n", fmt::join(graded, ", "));
}

// Empty where there is nothing more to say than the table does.
std::string Details(const TargetGroup& group) {
  const TargetReport& target = *group.head;
  std::string failures = Uses(target) + Failures(target), members;
  for (const TargetReport* member : group.members) members += MemberDetails(*member);
  if (failures.empty() && members.empty()) return {};
  if (!failures.empty()) failures = "\n" + failures;
  return fmt::format("\n### {}: {}\n\n{}.{}\n{}{}{}", MarkdownText(NameText(target.target)),
                     target.grade.letter, MarkdownText(target.grade.reason), Declared(target),
                     failures, Members(group), members);
}

// Empty where no recipe has any.
std::string Faults(const Report& report) {
  std::string text;
  for (const RecipeFault& fault : RecipeFaults(report))
    text += fmt::format("- {}\n", MarkdownText(Text(fault)));
  return text.empty() ? "" : "\n**The recipe's fault, not the module's:**\n\n" + text;
}

std::string UseCells(const TargetReport& target, const std::vector<std::string>& configs) {
  std::string cells;
  for (const std::string& config : configs) {
    const auto use = std::find_if(target.uses.begin(), target.uses.end(),
                                  [&](const Use& one) { return one.config == config; });
    cells += " | " + (use == target.uses.end() ? "" : JsonName(use->word));
  }
  return cells;
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

std::string MarkdownText(const std::string& text) {
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

std::string ToMarkdown(const Report& report, std::size_t limit) {
  const auto targets = WorstFirst(report);
  Bounded text(limit > kReserve ? limit - kReserve : 0);
  text.Say(
      fmt::format("# Isolation between interpreters: CPython {}\n\n{} graded{}: {}.\n",
                  MarkdownText(PythonText(report)), targets.size(),
                  report.effort.fast ? ", fast (without the checks that rest on repetition)" : "",
                  Counts(targets)));
  text.Add(Faults(report));
  const std::vector<std::string> configs = UsedConfigs(report);
  if (!targets.empty()) {
    std::string head = "\n| grade | target", line = "\n|---|---";
    for (const std::string& config : configs) {
      head += " | " + UseName(config);
      line += "|---";
    }
    text.Say(head + " | why |" + line + "|---|\n");
  }
  std::vector<TargetGroup> rows_left, details_left;
  for (const TargetGroup& target : targets) {
    const std::string row =
        fmt::format("| {} | {}{} | {} |\n", target.head->grade.letter,
                    MarkdownText(NameText(target.head->target)), UseCells(*target.head, configs),
                    MarkdownText(target.head->grade.reason));
    if (!rows_left.empty() || !text.Add(row)) rows_left.push_back(target);
  }
  if (!rows_left.empty())
    text.Say(fmt::format("\nThe table is cut: {} more, graded {}.\n", rows_left.size(),
                         Counts(rows_left)));
  for (const TargetGroup& target : targets) {
    if (!text.Add(Details(target))) details_left.push_back(target);
  }
  if (!details_left.empty())
    text.Say(
        fmt::format("\nFindings of {} targets, graded {}, are left out here, where only so "
                    "much is shown: the json report has them.\n",
                    details_left.size(), Counts(details_left)));
  return text.Take();
}

ISOGRADE_FORMAT(markdown, {.name = "markdown",
                           .write = [](const Report& report) { return ToMarkdown(report); },
                           .place = 50});

}  // namespace isograde
