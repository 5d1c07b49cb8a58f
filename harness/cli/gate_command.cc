#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_name.h"
#include "base/json_text.h"
#include "base/written_file.h"
#include "cli/commands.h"
#include "cli/gate_costs.h"
#include "cli/outputs.h"
#include "cli/project.h"
#include "gate/comparison_formats.h"
#include "gate/comparison_text.h"
#include "grading/graded_run.h"
#include "report/read_report.h"
#include "report/report.h"
#include "report/text.h"
#include "report/words.h"
#include "target/resolve.h"

namespace isograde {
namespace {

std::string Today() {
  const std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

// Those that somebody named: a distribution's members come with it.
std::vector<std::string> NamedTargets(const Report& report) {
  std::vector<std::string> names;
  for (const TargetReport& target : report.targets) {
    if (target.target.owner.empty()) names.push_back(target.target.name);
  }
  return names;
}

Severity Lightest(const std::string& name) {
  for (const Severity severity :
       {Severity::kBreaks, Severity::kContaminates, Severity::kHygiene, Severity::kNote}) {
    if (JsonName(severity) == name) return severity;
  }
  return Severity::kHygiene;
}

/// What this gate compares, and with what.
struct Gate {
  const Options& options;
  Project project;
  std::string baseline_file;
  std::vector<Acceptance> accepted{};
  std::vector<std::string> asked{};  ///< targets that were named; empty: all of the baseline
};

Gate Prepare(const Options& options) {
  Gate gate{.options = options, .project = ProjectHere()};
  gate.baseline_file = options.baseline.empty() ? gate.project.baseline : options.baseline;
  if (gate.baseline_file.empty())
    throw UsageError(
        "which baseline? Name one with --baseline, or in [tool.isograde] of "
        "pyproject.toml");
  const std::string accepted = options.accepted.empty() ? gate.project.accepted : options.accepted;
  if (!accepted.empty()) gate.accepted = ReadAcceptances(accepted);
  gate.asked = options.targets;
  if (options.standard_library) {
    const auto more = StandardLibraryExtensions();
    gate.asked.insert(gate.asked.end(), more.begin(), more.end());
  }
  return gate;
}

void AddNew(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (const std::string& name : more) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
}

// What the baseline has and what the project names; a new baseline is of the project's alone.
std::vector<std::string> TargetsToGrade(const Gate& gate, const Report* baseline) {
  if (!gate.asked.empty()) return gate.asked;
  std::vector<std::string> names;
  if (baseline && !(gate.options.update && !gate.project.targets.empty()))
    names = NamedTargets(*baseline);
  AddNew(names, gate.project.targets);
  if (names.empty())
    throw UsageError(baseline ? gate.baseline_file + " has no targets: name some to grade"
                              : "name the modules of the baseline, or use --stdlib");
  return names;
}

// The baseline; none when a new one takes its place and it is not there, or is not needed and
// cannot be read: --update is the way out of a broken one.
std::optional<Report> BaselineOf(const Gate& gate) {
  std::error_code ignored;
  if (!gate.options.update) {
    if (!std::filesystem::exists(gate.baseline_file, ignored))
      throw UsageError(fmt::format("no baseline yet, cannot read {}: make one with --update",
                                   gate.baseline_file));
    return ReadReportOfAnySchema(gate.baseline_file);
  }
  if (!std::filesystem::exists(gate.baseline_file, ignored)) return std::nullopt;
  try {
    return ReadReportOfAnySchema(gate.baseline_file);
  } catch (const UsageError&) {
    if (gate.asked.empty() && gate.project.targets.empty() && gate.options.report_file.empty())
      throw;
    return std::nullopt;
  }
}

int Update(const Gate& gate, const Report* before, const GradedRun& run) {
  const Report& now = run.report;
  const int code = ExitCodeOf(run);
  if (code == kHarnessFailed || code == kUsage) {
    fmt::print(stderr, "isograde: {} is left as it was: this run failed\n", gate.baseline_file);
    return code;
  }
  WriteFile(gate.baseline_file, Indented(ToJson(now)));
  fmt::print("{}: the baseline is now this report, of {} target{}\n", gate.baseline_file,
             now.targets.size(), now.targets.size() == 1 ? "" : "s");
  if (before && before->effort.fast != now.effort.fast)
    fmt::print("  it is of a {} run now\n", now.effort.fast ? "fast" : "full");
  if (before && before->selection != now.selection)
    fmt::print("  it is of {} now\n", SelectionText(now));
  const std::vector<std::string> names = NamedTargets(now);
  for (const std::string& name : before ? NamedTargets(*before) : std::vector<std::string>()) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      fmt::print("  no longer in it: {}\n", name);
  }
  return kThresholdMet;
}

// Throws UsageError where nothing that was asked for can be compared: a gate must not pass by that.
void RequireSomethingCompared(const Gate& gate, const Report& baseline, const Report& now,
                              const Comparison& comparison) {
  const auto has = [](const Report& report, const std::string& name) {
    return std::any_of(report.targets.begin(), report.targets.end(),
                       [&](const TargetReport& one) { return one.target.name == name; });
  };
  for (const std::string& name : gate.asked) {
    if (!has(baseline, name) && !has(now, name))
      throw UsageError(
          fmt::format("neither {} nor the new report has {}", gate.baseline_file, name));
  }
  if (comparison.targets == 0)
    throw UsageError(
        fmt::format("nothing was compared: {} has none of the targets; --update "
                    "makes a baseline that has them",
                    gate.baseline_file));
  if (comparison.checks == 0 && !comparison.GotWorse())
    throw UsageError(
        fmt::format("nothing was compared: {} and the new report have no check in "
                    "common",
                    gate.baseline_file));
}

// `of_comparison`: where it is to be written besides, or instead of the text to stdout.
int Judge(const Gate& gate, const Report& baseline, const GradedRun& run,
          const std::vector<Output>& of_comparison) {
  const Report& now = run.report;
  const Comparison comparison = Compare(baseline, now,
                                        {.lightest = Lightest(gate.options.fail_on),
                                         .accepted = gate.accepted,
                                         .today = Today(),
                                         .targets = gate.asked});
  if (HasTextOnStdout(of_comparison)) {
    std::fputs(
        ToText(comparison, now, gate.baseline_file, Style::ForDescriptor(STDOUT_FILENO)).c_str(),
        stdout);
    std::fputs(StoreText(now, {}).c_str(), stdout);
    std::fflush(stdout);
  }
  WriteOutputs(of_comparison, [&](const std::string& format) {
    return format == "text" ? ToText(comparison, now, gate.baseline_file, Style(false))
                            : Written(format, comparison, now, gate.baseline_file);
  });
  if (HarnessFailed(now)) return kHarnessFailed;
  RequireSomethingCompared(gate, baseline, now, comparison);
  if (comparison.GotWorse()) return kBelowThreshold;
  const int code = ExitCodeOf(run);
  return code == kNothingToGrade && comparison.checks > 0 ? kThresholdMet : code;
}

/// What is written, of which of the two.
struct Outputs {
  std::vector<Output> comparison{{"text", ""}};
  std::vector<Output> report{};
};

// --format says in which form the comparison goes to stdout, or to a file besides; --output names a
// file for the new report, and so does a format that only a report has (badge=FILE).
Outputs OutputsOfGate(const Options& options) {
  Outputs all;
  if (!options.output.empty()) all.report.push_back({"json", options.output});
  if (options.formats.empty()) return all;
  Options of_formats = options;
  of_formats.output.clear();
  bool has_stdout = false;
  std::vector<Output> comparison;
  for (Output& output : OutputsOf(of_formats)) {
    const bool is_comparison = IsComparisonFormat(output.format);
    if (!is_comparison && output.file.empty())
      throw UsageError(
          fmt::format("a comparison cannot be written as {0}: {0}=FILE writes the new "
                      "report so",
                      output.format));
    if (is_comparison && options.update)
      throw UsageError(
          "--update compares nothing: --output FILE writes the new report, without --format");
    if (!output.file.empty() && output.file == options.output)
      throw UsageError(fmt::format("--format and --output both name {}", output.file));
    has_stdout |= output.file.empty();
    (is_comparison ? comparison : all.report).push_back(std::move(output));
  }
  if (has_stdout) all.comparison.clear();
  all.comparison.insert(all.comparison.end(), comparison.begin(), comparison.end());
  return all;
}

std::map<std::string, Called> CallsOf(const Report& report) {
  std::map<std::string, Called> calls;
  for (const TargetReport& target : report.targets) {
    calls.emplace(target.target.name, target.called.value_or(Called{}));  // or it was not explored
  }
  return calls;
}

}  // namespace

int GateCommand(const Options& options, const std::string& package) {
  Gate gate = Prepare(options);
  RequireChecks(options.grading);
  if (options.update) RequireWritable(gate.baseline_file);
  if (!options.bench_baseline.empty()) RequireBench(options);
  const std::optional<Report> baseline = BaselineOf(gate);
  const Report* const before = baseline ? &*baseline : nullptr;
  const Outputs outputs = OutputsOfGate(options);
  GradedRun run;
  if (!options.report_file.empty()) {
    run.report = ReadReport(options.report_file);
  } else {
    GradingOptions grading = ForProject(options.grading, gate.project);
    // Other calls may show what was there before: what is compared is what the same calls show.
    if (!options.update) grading.replayed = CallsOf(*baseline);
    run = RunGrading(grading, TargetsToGrade(gate, before), package);
    // A name may be spelled in many ways: what it is called from here on, the report knows.
    if (!gate.asked.empty()) gate.asked = NamedTargets(run.report);
  }
  if (run.exit_code) return *run.exit_code;
  WriteOutputs(run.report, outputs.report);
  if (run.interrupted) return InterruptedExit();
  if (!run.recipes_read) return kUsage;
  const int code =
      options.update ? Update(gate, before, run) : Judge(gate, *baseline, run, outputs.comparison);
  if (options.bench_baseline.empty() || code == kHarnessFailed || code == kUsage) return code;
  try {
    const int costs = GateBench(options, NamedTargets(run.report), package);
    return code == kBelowThreshold ? code : costs;
  } catch (const UsageError& error) {
    // That isolation got worse is not lost by what is wrong with the costs.
    if (code != kBelowThreshold) throw;
    fmt::print(stderr, "isograde: {}\n", error.what());
  } catch (const CommandLineDone&) {
    if (code != kBelowThreshold) throw;
  }
  return code;
}

}  // namespace isograde
