#include "report/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/json_name.h"
#include "base/version.h"
#include "report/diagnosis.h"
#include "report/diagnosis_text.h"
#include "report/folded.h"
#include "report/format.h"
#include "report/report.h"
#include "report/words.h"

namespace isograde {
namespace {

constexpr std::size_t kEvidenceShown = 5;
constexpr std::size_t kFramesShown = 4;

void AppendTold(std::string& text, const Folded& told, const TextOptions& options,
                const Style& style) {
  const CheckResult& result = *told.result;
  const Verdict verdict = result.finding.verdict;
  const std::string label = verdict == Verdict::kFail   ? style.Severity(JsonName(told.severity()))
                            : verdict == Verdict::kPass ? "pass"
                            : verdict == Verdict::kNotApplicable ? "not applicable"
                            : verdict == Verdict::kInconclusive  ? "could not tell"
                                                                 : "harness error";
  text += fmt::format("    {}  {}  {}{}\n", label, style.Bold(result.id),
                      style.Dim(fmt::format("{}", fmt::join(told.configs, ", "))),
                      verdict == Verdict::kFail && !told.counts ? style.Dim(" (not counted)") : "");
  if (!result.finding.message.empty()) text += fmt::format("        {}\n", result.finding.message);
  // What the message says already is not said again.
  std::vector<std::string> lines;
  for (const Evidence& evidence : result.finding.evidence) {
    if (result.finding.message.find(evidence.text) == std::string::npos)
      lines.push_back(evidence.text);
    const std::size_t frames =
        options.verbose ? evidence.stack.size() : std::min(evidence.stack.size(), kFramesShown);
    for (std::size_t i = 0; i < frames; ++i) lines.push_back("  " + evidence.stack[i]);
  }
  const std::size_t shown = options.verbose ? lines.size() : std::min(lines.size(), kEvidenceShown);
  for (std::size_t i = 0; i < shown; ++i) text += fmt::format("          {}\n", lines[i]);
  if (shown < lines.size())
    text += fmt::format("          ... and {} more\n", lines.size() - shown);
}

std::string Tally(const TargetReport& report) {
  std::map<Verdict, int> counts;
  int notes = 0;
  for (const CheckResult& result : report.results) {
    ++counts[result.finding.verdict];
    notes += result.finding.verdict == Verdict::kFail &&
             result.finding.severity.value_or(result.severity) == Severity::kNote;
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

void AppendTarget(std::string& text, const TargetReport& report, const TextOptions& options,
                  const Style& style) {
  text += fmt::format("\n{}  {}  {}\n", style.Bold(report.target.name),
                      style.Grade(report.grade.letter), report.grade.reason);
  if (report.target.kind == TargetKind::kUnknown) return;
  const std::string file = report.target.file.empty() ? "" : "  " + report.target.file;
  text += fmt::format("    {}\n", style.Dim(JsonName(report.target.kind) + file));
  if (report.target.kind == TargetKind::kPackage) return;
  text += fmt::format("    declares      {}\n    demonstrated  {}\n", DeclaredText(report),
                      DemonstratedText(report));
  if (!report.refusal.empty()) text += fmt::format("    refuses       {}\n", report.refusal);
  if (!report.dependency.empty())
    text += fmt::format("    dependency    {} does not load there\n", report.dependency);
  for (const DeclinedCall& declined : report.declines)
    text += fmt::format("    {}\n", Words(declined));
  text += DiagnosesText(Diagnose(report), style);
  for (const Folded& told : Fold(report, options.verbose)) AppendTold(text, told, options, style);
  text += fmt::format("    {}\n", style.Dim("checks: " + Tally(report)));
}

}  // namespace

std::string ToText(const Report& report, const TextOptions& options, const Style& style) {
  const Effort& effort = report.effort;
  std::string text = fmt::format("isograde {}, CPython {}, {} interpreters", kVersion,
                                 PythonText(report), effort.interpreters);
  if (effort.stress > 1) text += fmt::format(", stress {}, seed {}", effort.stress, effort.seed);
  if (effort.fast) text += ", fast: without the checks that rest on repetition";
  text += "\n";
  for (const ControlReport& control : report.control) {
    if (control.outcome != "complete") {
      text += fmt::format("control, with no extension, {} {}: {}\n", control.config,
                          control.experiment, control.outcome);
    }
  }
  for (const RecipeFault& fault : RecipeFaults(report))
    text += fmt::format("the recipe's fault, not the module's: {}\n", Text(fault));
  for (const TargetReport& target : report.targets) AppendTarget(text, target, options, style);
  if (report.targets.size() > 1) {
    text += "\n";
    for (const TargetReport& target : report.targets) {
      const std::string padding(7 - std::min<std::size_t>(target.grade.letter.size(), 7), ' ');
      text += fmt::format("{}{}{}  {}\n", target.target.owner.empty() ? "" : "  ",
                          style.Grade(target.grade.letter), padding, target.target.name);
    }
  }
  if (options.timings) {
    const Timings& timings = report.timings;
    text += fmt::format(
        "\ntimings: {} interpreters, {} children, {:.3f} s wall, {:.3f} s CPU, floor {:.3f} s (CPU "
        "is {:.2f} of it)\n",
        timings.interpreters, timings.children, timings.wall_s, timings.cpu_s, timings.floor_s,
        timings.floor_s > 0 ? timings.cpu_s / timings.floor_s : 0);
    if (timings.tries > 0)
      text += fmt::format(
          "of these, {} children and {:.3f} s CPU to find out how reliable this "
          "CPython is: kept, so once\n",
          timings.tries, timings.tries_cpu_s);
  }
  return text;
}

ISOGRADE_FORMAT(text,
                {.name = "text",
                 .write = [](const Report& report) { return ToText(report, {}, Style(false)); },
                 .place = 10});

}  // namespace isograde
