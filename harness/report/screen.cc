#include "report/screen.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include "base/json_name.h"
#include "checklist/grade.h"
#include "report/cause.h"
#include "report/generated.h"
#include "report/report.h"
#include "report/target_group.h"
#include "report/way_to_a.h"
#include "report/words.h"
#include "report/wrapped.h"

namespace isograde {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kMostLines = 25;
constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kLabel = 14, kIndent = 4;
constexpr std::size_t kNamesShown = 3;  // of what a use lacks, of members, of checks
constexpr std::size_t kHeadsShown = 3;  // of causes that do not fit

void Append(Lines& to, Lines more) { std::move(more.begin(), more.end(), std::back_inserter(to)); }

/// Paragraphs of one screen.
class Writer {
 public:
  Writer(const ScreenOptions& options, const Style& style) : options_(options), style_(style) {}

  Lines Row(std::string_view label, std::string_view text, std::size_t most,
            const std::string& painted = {}) const {
    return Wrapped(fmt::format("{:{}}{:<{}}{}", "", kIndent, label, kLabel, painted), text,
                   {options_.width, kIndent + kLabel, Most(most)});
  }

  Lines Title(const TargetReport& report) const {
    return Wrapped(fmt::format("{}  {}  ", style_.Bold(NameText(report.target)),
                               style_.Grade(report.grade.letter)),
                   report.grade.reason, {options_.width, kIndent, Most(4)});
  }

  Lines Uses(const TargetReport& report) const {
    Lines lines;
    std::string above;
    for (const Use& use : report.uses) {
      const std::string word = JsonName(use.word);
      std::string detail = UseDetail(use, Most(kNamesShown));
      if (detail == above && !detail.empty()) {
        detail = "as above";
      } else {
        above = detail;
      }
      const std::string painted = use.word == UseWord::kWorks     ? style_.Praise(word)
                                  : use.word == UseWord::kUnsafe  ? style_.Alarm(word)
                                  : use.word == UseWord::kUnknown ? style_.Dim(word)
                                                                  : style_.Caution(word);
      const std::size_t most = use.missing_names.empty() ? 2 : 5;
      Append(lines, Row(UseName(use.config), detail, most, painted + (detail.empty() ? "" : ": ")));
    }
    return lines;
  }

  Lines Said(const TargetReport& report) const {
    Lines lines;
    if (report.target.kind != TargetKind::kDistribution) {
      const std::string made = MadeText({&report, {}});
      Append(lines, Row("declares", DeclaredText(report) + (made.empty() ? "" : "; " + made), 3));
      Append(lines, Row("demonstrated", DemonstratedText(report), 2));
      if (const std::string way = WayToA(report); !way.empty())
        Append(lines, Row("to get an A", way, 4));
    }
    // The use table says why, too.
    if (report.uses.empty() && !report.refusal.empty())
      Append(lines, Row("refuses", report.refusal, 2));
    if (report.called) Append(lines, Row("called", Text(*report.called), 2));
    if (report.uses.empty() && !report.dependency.empty())
      Append(lines, Row("dependency", report.dependency + " does not load there", 2));
    const auto add = [&](const std::vector<std::string>& texts, std::string_view what) {
      for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0 && texts.size() > 2 && !options_.whole) {
          Append(lines, Paragraph(fmt::format("... and {} more {}", texts.size() - 1, what), 1));
          break;
        }
        Append(lines, Paragraph(texts[i], 5));
      }
    };
    std::vector<std::string> declines, faults;
    for (const DeclinedCall& declined : report.declines) declines.push_back(Words(declined));
    for (const RecipeFault& fault : report.recipe_faults)
      faults.push_back("the recipe's fault, not the module's: " + Text(fault));
    add(declines, "calls that it declines");
    add(faults, "faults of its recipe");
    return lines;
  }

  Lines Members(const TargetGroup& group) const {
    const TargetReport& report = *group.head;
    if (report.target.kind != TargetKind::kDistribution) return {};
    std::vector<const TargetReport*> loaded = group.Loaded();
    std::stable_sort(loaded.begin(), loaded.end(), [](const auto* a, const auto* b) {
      return IsWorse(a->grade.letter, b->grade.letter);
    });
    Lines lines;
    if (!loaded.empty()) {
      std::vector<std::string> graded;
      for (const TargetReport* one : loaded)
        graded.push_back(one->target.name + " " + one->grade.letter);
      const std::string made = MadeText(group);
      Append(lines, Row("members",
                        fmt::format("{} of {} loaded: {}{}", loaded.size(),
                                    std::max(report.target.members.size(), loaded.size()),
                                    Named(graded), made.empty() ? "" : "; " + made),
                        3));
      Append(lines, WaysToA(group));
    }
    if (const std::vector<std::string> apart = ApartOf(group); !apart.empty())
      Append(lines,
             Row("apart", fmt::format("{} that no root loads: {}", apart.size(), Named(apart)), 2));
    return lines;
  }

  // Of a distribution: those of its members that have one, the first in words.
  Lines WaysToA(const TargetGroup& group) const {
    std::vector<std::string> names;
    std::string first;
    for (const TargetReport* member : group.Loaded()) {
      const std::string way = WayToA(*member);
      if (way.empty()) continue;
      if (first.empty()) first = way;
      names.push_back(member->target.name);
    }
    if (names.empty()) return {};
    return Row("to get an A", fmt::format("{}: {}", Named(names), first), 4);
  }

  // `told_before`: its remedy is that of the cause above.
  Lines Told(const Cause& cause, bool in_distribution, bool told_before, bool is_first) const {
    // What it is graded for is told to its end.
    Lines lines = Head(cause, in_distribution, is_first ? 6 : 3);
    if (!cause.shows.empty()) Append(lines, Row("seen", cause.shows, 3));
    Append(lines, Row("shows in", Named(ShortNames(cause.checks)), 3));
    if (!cause.remedy.empty())
      Append(lines, Row("remedy", told_before ? "as above" : FirstSentence(cause.remedy), 3));
    Append(lines, Row("next", "isograde explain " + cause.check, 2));
    return lines;
  }

  Lines Head(const Cause& cause, bool in_distribution, std::size_t most) const {
    const std::string severity = JsonName(cause.severity);
    std::string text = cause.what;
    if (in_distribution && !cause.members.empty()) text += ", in " + Named(cause.members);
    return Wrapped(
        fmt::format("  {}, {} state: ", style_.Severity(severity), JsonName(cause.level)), text,
        {options_.width, kIndent, Most(most)});
  }

  Lines Paragraph(const std::string& text, std::size_t most) const {
    return Wrapped(std::string(kIndent, ' '), text, {options_.width, 2 * kIndent, Most(most)});
  }

  // Names, of which a few are told.
  std::string Named(const std::vector<std::string>& names) const {
    const bool all = options_.whole || names.size() <= kNamesShown + 1;
    const std::size_t shown = all ? names.size() : kNamesShown;
    std::string text =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<long>(shown), ", "));
    return shown == names.size() ? text
                                 : fmt::format("{}, and {} more", text, names.size() - shown);
  }

  std::string FirstSentence(const std::string& text) const {
    const std::size_t end = options_.whole ? std::string::npos : text.find(". ");
    return end == std::string::npos ? text : text.substr(0, end + 1);
  }

 private:
  std::size_t Most(std::size_t most) const { return options_.whole ? kUnlimited : most; }

  // Of check ids, without their suite: `next` has one as a whole.
  static std::vector<std::string> ShortNames(std::vector<std::string> ids) {
    for (std::string& id : ids) id.erase(0, id.find('/') + 1);
    return ids;
  }

  static std::vector<std::string> ApartOf(const TargetGroup& group) {
    std::vector<std::string> apart;
    for (const TargetReport* one : group.Apart())
      apart.push_back(one->target.name + " " + one->grade.letter);
    for (const Target::Member& one : group.head->target.members) {
      const auto graded = [&](const TargetReport* report) {
        return report->target.name == one.name;
      };
      if (!one.is_loaded && std::none_of(group.members.begin(), group.members.end(), graded))
        apart.push_back(one.name);
    }
    return apart;
  }

  const ScreenOptions& options_;
  const Style& style_;
};

std::string Tally(const TargetGroup& group) {
  std::map<Verdict, int> counts;
  int notes = 0;
  std::vector<const TargetReport*> reports = group.Loaded();
  reports.push_back(group.head);
  for (const TargetReport* report : reports) {
    for (const CheckResult& result : report->results) {
      ++counts[result.finding.verdict];
      notes += result.finding.verdict == Verdict::kFail &&
               result.finding.severity.value_or(result.severity) == Severity::kNote;
    }
  }
  std::string text = fmt::format("{} passed, {} failed, {} not applicable", counts[Verdict::kPass],
                                 counts[Verdict::kFail] - notes, counts[Verdict::kNotApplicable]);
  if (notes > 0) text += fmt::format(", {} noted", notes);
  if (counts[Verdict::kInconclusive])
    text += fmt::format(", {} could not tell", counts[Verdict::kInconclusive]);
  if (counts[Verdict::kHarnessError])
    text += fmt::format(", {} harness errors", counts[Verdict::kHarnessError]);
  return text;
}

// As many causes as the lines are enough for; of some of the others their heads, and how many are
// left.
Lines Fitted(const std::vector<Cause>& causes, const TargetGroup& group, const Writer& writer,
             std::size_t most) {
  const bool in_distribution = group.head->target.kind == TargetKind::kDistribution;
  const auto more = [&](std::size_t left) {
    return writer.Paragraph(fmt::format("... and {} more cause{}: isograde grade {} --verbose",
                                        left, left == 1 ? "" : "s", group.head->target.name),
                            2);
  };
  Lines lines;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const std::size_t left = causes.size() - i - 1;
    const bool told_before = i > 0 && causes[i - 1].remedy == causes[i].remedy;
    Lines told = writer.Told(causes[i], in_distribution, told_before, i == 0);
    const std::size_t kept = left == 0 ? 0 : std::min(left - 1, kHeadsShown) + more(left).size();
    if (lines.size() + told.size() + kept <= most) {
      Append(lines, std::move(told));
      continue;
    }
    for (std::size_t j = i; j < causes.size(); ++j) {
      Lines head = writer.Head(causes[j], in_distribution, 1);
      const Lines last = more(causes.size() - j);
      const bool all = j + 1 == causes.size();
      if (lines.size() + head.size() + (all ? 0 : last.size()) > most) {
        Append(lines, last);
        break;
      }
      Append(lines, std::move(head));
    }
    break;
  }
  return lines;
}

}  // namespace

std::vector<std::string> HeadOf(const TargetGroup& group, const ScreenOptions& options,
                                const Style& style) {
  const Writer writer(options, style);
  Lines lines = writer.Title(*group.head);
  if (group.head->target.kind == TargetKind::kUnknown) return lines;
  Append(lines, writer.Uses(*group.head));
  Append(lines, writer.Said(*group.head));
  Append(lines, writer.Members(group));
  return lines;
}

std::string ToScreen(const TargetGroup& group, const ScreenOptions& options, const Style& style) {
  const Writer writer(options, style);
  Lines lines = HeadOf(group, options, style);
  if (group.head->target.kind != TargetKind::kUnknown) {
    const Lines tally = writer.Paragraph("checks: " + Tally(group), 2);
    const std::vector<Cause> causes =
        options.whole ? CausesOf(group) : FoldGenerated(CausesOf(group));
    const std::size_t most = options.whole ? kUnlimited : kMostLines - tally.size();
    // However much there is to say before them, that there are some is said.
    if (!options.whole)
      lines.resize(std::min(lines.size(), most - std::min<std::size_t>(causes.size(), 2)));
    Append(lines, Fitted(causes, group, writer, most - lines.size()));
    Append(lines, tally);
  }
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace isograde
