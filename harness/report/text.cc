#include "report/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "interpreter/interpreter_config.h"
#include "json_name.h"
#include "report/diagnosis.h"
#include "report/diagnosis_text.h"

namespace isograde {
namespace {

constexpr std::size_t kEvidenceShown = 5;
constexpr std::size_t kFramesShown = 4;

std::string DeclaredText(const TargetReport& report) {
  const Declared& declared = report.declared;
  if (declared.init.empty())
    return report.target.kind == TargetKind::kPure ? "nothing: pure Python"
                                                   : "nothing that could be read";
  const auto words = [](const std::string& key) -> std::string {
    static const std::map<std::string, std::string> kWords = {
        {"per_interpreter_gil", "per-interpreter GIL"},
        {"supported", "several interpreters under one GIL"},
        {"not_supported", "several interpreters not supported"},
        {"unspecified", "interpreter support not stated"}};
    const auto found = kWords.find(key);
    return found == kWords.end() ? key : found->second;
  };
  std::string text = declared.init + " init";
  if (!declared.multiple_interpreters.empty()) text += ", " + words(declared.multiple_interpreters);
  if (declared.gil == "used") text += ", needs the GIL";
  if (declared.gil == "not_used") text += ", does not need the GIL";
  return text;
}

std::string DemonstratedText(const TargetReport& report) {
  std::vector<std::string> parts;
  for (const InterpreterConfig config : kAllConfigs) {
    const auto found = report.demonstrated.find(std::string(Name(config)));
    if (found == report.demonstrated.end() || found->second.empty()) continue;
    parts.push_back(fmt::format("{} {}{}", found->first, found->second,
                                config == InterpreterConfig::kOverride ? " (not counted)" : ""));
  }
  return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, ", "));
}

// Results of one check that say the same in several configs, told once.
struct Told {
  const CheckResult* result;
  std::vector<std::string> configs;
  bool counts = false;
};

bool Wanted(const CheckResult& result, const TextOptions& options) {
  return options.verbose || result.finding.verdict == Verdict::kFail ||
         result.finding.verdict == Verdict::kInconclusive ||
         result.finding.verdict == Verdict::kHarnessError;
}

std::vector<Told> Fold(const TargetReport& report, const TextOptions& options) {
  std::vector<Told> told;
  // Addresses and counts differ from config to config where the sentence is the same otherwise:
  // failures fold by check.
  const auto same = [](const CheckResult& a, const CheckResult& b) {
    const bool failures = a.finding.verdict == Verdict::kFail;
    return a.id == b.id && a.finding.verdict == b.finding.verdict &&
           a.finding.severity == b.finding.severity &&
           (failures || a.finding.message == b.finding.message);
  };
  for (const CheckResult& result : report.results) {
    if (!Wanted(result, options)) continue;
    auto entry = std::find_if(told.begin(), told.end(),
                              [&](const Told& other) { return same(*other.result, result); });
    if (entry == told.end()) entry = told.insert(told.end(), Told{&result, {}, false});
    entry->configs.push_back(result.config);
    entry->counts |= result.counts;
  }
  const auto rank = [](const Told& entry) {
    const Finding& finding = entry.result->finding;
    const int verdict = finding.verdict == Verdict::kFail           ? 0
                        : finding.verdict == Verdict::kHarnessError ? 1
                        : finding.verdict == Verdict::kInconclusive ? 2
                        : finding.verdict == Verdict::kPass         ? 3
                                                                    : 4;
    const int severity =
        verdict == 0 ? static_cast<int>(finding.severity.value_or(entry.result->severity)) : 0;
    return std::tuple(verdict, !entry.counts && verdict == 0, severity);
  };
  std::stable_sort(told.begin(), told.end(),
                   [&](const Told& a, const Told& b) { return rank(a) < rank(b); });
  return told;
}

void AppendTold(std::string& text, const Told& told, const TextOptions& options,
                const Style& style) {
  const CheckResult& result = *told.result;
  const Verdict verdict = result.finding.verdict;
  const std::string label =
      verdict == Verdict::kFail
          ? style.Severity(JsonName(result.finding.severity.value_or(result.severity)))
      : verdict == Verdict::kPass          ? "pass"
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
  for (const CheckResult& result : report.results) ++counts[result.finding.verdict];
  std::string text = fmt::format("{} passed, {} failed, {} not applicable", counts[Verdict::kPass],
                                 counts[Verdict::kFail], counts[Verdict::kNotApplicable]);
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
  text += DiagnosesText(Diagnose(report), style);
  for (const Told& told : Fold(report, options)) AppendTold(text, told, options, style);
  text += fmt::format("    {}\n", style.Dim("checks: " + Tally(report)));
}

}  // namespace

std::string ToText(const Report& report, const TextOptions& options, const Style& style) {
  const Effort& effort = report.effort;
  std::string text = fmt::format("isograde {}, CPython {}{}{}, {} interpreters", kVersion,
                                 report.python_version, report.debug ? " debug" : "",
                                 report.free_threaded ? " free-threaded" : "", effort.interpreters);
  if (effort.stress > 1) text += fmt::format(", stress {}, seed {}", effort.stress, effort.seed);
  if (effort.fast) text += ", fast: without the checks that rest on repetition";
  text += "\n";
  for (const ControlReport& control : report.control) {
    if (control.outcome != "complete") {
      text += fmt::format("control, with no extension, {} {}: {}\n", control.config,
                          control.experiment, control.outcome);
    }
  }
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
  }
  return text;
}

}  // namespace isograde
