#include "report/text.h"

#include <fmt/format.h>

#include <fmt/ranges.h>
#include <algorithm>

#include <string_view>
#include <vector>

#include "base/json_name.h"
#include "base/version.h"
#include "report/diagnosis.h"
#include "report/diagnosis_text.h"
#include "report/folded.h"
#include "report/format.h"
#include "report/report.h"
#include "report/screen.h"
#include "report/target_group.h"
#include "report/words.h"
#include "report/wrapped.h"

namespace isograde {
namespace {

using Lines = std::vector<std::string>;

std::string Joined(const Lines& lines) { return fmt::format("{}\n", fmt::join(lines, "\n")); }

std::string Paragraph(const std::string& text, const TextOptions& options, std::size_t indent = 0) {
  return Joined(Wrapped(std::string(indent, ' '), text, {options.width, indent + 4}));
}

std::string_view LabelOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kNotApplicable:
      return "not applicable";
    case Verdict::kInconclusive:
      return "could not tell";
    default:
      return "harness error";
  }
}

void AppendTold(std::string& text, const Folded& told, const TextOptions& options,
                const Style& style) {
  const CheckResult& result = *told.result;
  const Verdict verdict = result.finding.verdict;
  const bool fails = verdict == Verdict::kFail;
  text += fmt::format(
      "    {}  {}  {}{}\n",
      fails ? style.Severity(JsonName(told.severity())) : std::string(LabelOf(verdict)),
      style.Bold(result.id), style.Dim(fmt::format("{}", fmt::join(told.configs, ", "))),
      fails && !told.counts ? style.Dim(" (not counted)") : "");
  if (!result.finding.message.empty()) text += Paragraph(result.finding.message, options, 8);
  for (const Evidence& evidence : result.finding.evidence) {
    // What the message says already is not said again.
    if (result.finding.message.find(evidence.text) == std::string::npos)
      text += Paragraph(evidence.text, options, 10);
    for (const std::string& frame : evidence.stack) text += Paragraph(frame, options, 12);
  }
}

std::string Findings(const TargetReport& report, const TextOptions& options, const Style& style) {
  std::string text;
  const std::string file = report.target.file.empty() ? "" : "  " + report.target.file;
  text += fmt::format("    {}\n", style.Dim(JsonName(report.target.kind) + file));
  text += DiagnosesText(Diagnose(report), options.width, style);
  for (const Folded& told : Fold(report, true)) AppendTold(text, told, options, style);
  return text;
}

std::string Counts(const std::vector<TargetGroup>& groups, const TextOptions& options,
                   const Style& style) {
  constexpr std::size_t kLabel = 12, kMostLines = 3;
  std::string text = fmt::format("\n{} graded\n", groups.size());
  for (const char* const grade : {"F", "D", "C", "unknown", "refuses", "B", "A"}) {
    std::vector<std::string> names;
    for (const TargetGroup& group : groups) {
      if (group.head->grade.letter == grade) names.push_back(group.head->target.name);
    }
    if (names.empty()) continue;
    const std::string padding(kLabel - 2 - std::string_view(grade).size(), ' ');
    text += Joined(Wrapped(fmt::format("{:>4} {}{}", names.size(), style.Grade(grade), padding),
                           fmt::format("{}", fmt::join(names, ", ")),
                           {options.width, 5 + kLabel - 2, kMostLines}));
  }
  return text;
}

std::string TimingsText(const Timings& timings) {
  std::string text = fmt::format(
      "\ntimings: {} interpreters, {} children, {:.3f} s wall, {:.3f} s CPU, floor {:.3f} s (CPU "
      "is {:.2f} of it)\n",
      timings.interpreters, timings.children, timings.wall_s, timings.cpu_s, timings.floor_s,
      timings.floor_s > 0 ? timings.cpu_s / timings.floor_s : 0);
  if (timings.tries > 0)
    text += fmt::format(
        "of these, {} children and {:.3f} s CPU to find out how reliable this CPython is: kept, so "
        "once\n",
        timings.tries, timings.tries_cpu_s);
  return text;
}

}  // namespace

std::string TextHead(const Report& report, const TextOptions& options, const Style&) {
  const Effort& effort = report.effort;
  std::string text = fmt::format("isograde {}, CPython {}, {} interpreters", kVersion,
                                 PythonText(report), effort.interpreters);
  if (effort.stress > 1) text += fmt::format(", stress {}, seed {}", effort.stress, effort.seed);
  if (effort.fast) text += ", fast: without the checks that rest on repetition";
  text = Paragraph(text, options);
  for (const RecipeFault& fault : report.recipe_faults)
    text += Paragraph("the recipe's fault, not the module's: " + Text(fault), options);
  return text;
}

std::string TextOf(const TargetGroup& group, const TextOptions& options, const Style& style) {
  if (!options.verbose) return "\n" + ToScreen(group, {.width = options.width}, style);
  const ScreenOptions all{.width = options.width, .whole = true};
  std::string text = "\n" + ToScreen(group, all, style);
  if (group.head->target.kind != TargetKind::kUnknown)
    text += Findings(*group.head, options, style);
  for (const TargetReport* member : group.members)
    text += "\n" + Joined(HeadOf({member, {}}, all, style)) + Findings(*member, options, style);
  return text;
}

std::string StoreText(const Report& report, const TextOptions& options) {
  const std::vector<TargetGroup> groups = GroupsOf(report);
  const auto known = std::count_if(groups.begin(), groups.end(), [](const TargetGroup& group) {
    return group.head->is_from_store;
  });
  std::string text;
  if (known > 0 && groups.size() == 1)
    text += Paragraph("from the store: nothing that it rests on has changed", options);
  else if (known > 0)
    text +=
        Paragraph(fmt::format("from the store: {} of {}, as nothing that they rest on has changed",
                              known, groups.size()),
                  options);
  for (const std::string& change : report.changes)
    text += Paragraph(fmt::format("run again: {}", change), options);
  return text.empty() ? "" : "\n" + text;
}

std::string ConfinementText(const Report& report, const TextOptions& options) {
  if (report.schema != kReportSchema) return {};
  if (report.confining == Confining::kOff)
    return "\n" + Paragraph("not confined: what was graded could do anything here", options);
  if (report.held.IsWhole()) return {};
  return "\n" + Paragraph(fmt::format("confined in part: what was graded could {}",
                                      fmt::join(Open(report.held), ", ")),
                          options);
}

std::string TextEnd(const Report& report, const TextOptions& options, const Style& style) {
  const std::vector<TargetGroup> groups = GroupsOf(report);
  std::string text;
  if (groups.size() > 1) text += Counts(groups, options, style);
  std::string control;
  for (const ControlReport& one : report.control) {
    if (one.outcome != "complete")
      control += Paragraph(fmt::format("control, with no extension, {} {}: {}", one.config,
                                       one.experiment, one.outcome),
                           options);
  }
  if (!control.empty()) text += "\n" + control;
  text += StoreText(report, options);
  text += ConfinementText(report, options);
  if (options.timings) text += TimingsText(report.timings);
  return text;
}

std::string ToText(const Report& report, const TextOptions& options, const Style& style) {
  std::string text = TextHead(report, options, style);
  for (const TargetGroup& group : GroupsOf(report)) text += TextOf(group, options, style);
  return text + TextEnd(report, options, style);
}

ISOGRADE_FORMAT(text,
                {.name = "text",
                 .write = [](const Report& report) { return ToText(report, {}, Style(false)); },
                 .place = 10});

}  // namespace isograde
