#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "error.h"
#include "host/commands.h"
#include "host/exit_code.h"
#include "host/gate_bench.h"
#include "host/graded_run.h"
#include "host/outputs.h"
#include "json_name.h"
#include "report/comparison_text.h"
#include "report/read_report.h"
#include "target/resolve.h"

namespace isograde {
namespace {

std::string Today() {
  const std::time_t now = std::time(nullptr);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now));
  return text;
}

// Those that somebody named: a package's modules come with it.
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
  Gate gate{.options = options, .project = FindProject(std::filesystem::current_path().string())};
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

// Without a baseline yet, what the project names; otherwise what the baseline has.
std::vector<std::string> TargetsToGrade(const Gate& gate, const Report* baseline) {
  if (!gate.asked.empty()) return gate.asked;
  const auto names = baseline ? NamedTargets(*baseline) : gate.project.targets;
  if (names.empty())
    throw UsageError(baseline ? gate.baseline_file + " has no targets: name some to grade"
                              : "name the modules of the baseline, or use --stdlib");
  return names;
}

int Update(const Gate& gate, const GradedRun& run) {
  const int code = ExitCodeOf(run.report);
  if (code == kHarnessFailed || code == kUsage) {
    fmt::print(stderr, "isograde: {} is left as it was: this run failed\n", gate.baseline_file);
    return code;
  }
  WriteFile(gate.baseline_file, InFormat(run.report, "json"));
  fmt::print("{}: the baseline is now this report, of {} targets\n", gate.baseline_file,
             run.report.targets.size());
  return kThresholdMet;
}

int Judge(const Gate& gate, const Report& baseline, const Report& now) {
  const Comparison comparison = Compare(baseline, now,
                                        {.lightest = Lightest(gate.options.fail_on),
                                         .accepted = gate.accepted,
                                         .today = Today(),
                                         .targets = gate.asked});
  std::fputs(
      ToText(comparison, now, gate.baseline_file, Style::ForDescriptor(STDOUT_FILENO)).c_str(),
      stdout);
  std::fflush(stdout);
  const int code = ExitCodeOf(now);
  if (code == kHarnessFailed) return code;
  if (comparison.GotWorse()) return kBelowThreshold;
  return code == kNothingToGrade && comparison.checks > 0 ? kThresholdMet : code;
}

}  // namespace

int GateCommand(const Options& options, const std::string& package) {
  const Gate gate = Prepare(options);
  RequireChecks(options);
  if (options.update) RequireWritable(gate.baseline_file);
  if (!options.bench_baseline.empty()) RequireBench(options);
  std::optional<Report> baseline;
  std::error_code ignored;
  if (!options.update || std::filesystem::exists(gate.baseline_file, ignored))
    baseline = ReadReportOfAnySchema(gate.baseline_file);
  std::vector<Output> outputs;
  if (!options.formats.empty() || !options.output.empty()) outputs = OutputsOf(options);
  GradedRun run;
  if (!options.report_file.empty()) {
    run.report = ReadReport(options.report_file);
  } else {
    run = RunGrading(options, gate.project, TargetsToGrade(gate, baseline ? &*baseline : nullptr),
                     package);
  }
  if (run.exit_code) return *run.exit_code;
  WriteOutputs(run.report, outputs);
  if (run.interrupted) return kInterruptedExit;
  if (!run.recipes_read) return kUsage;
  const int code = options.update ? Update(gate, run) : Judge(gate, *baseline, run.report);
  if (options.bench_baseline.empty() || code == kHarnessFailed || code == kUsage) return code;
  const int costs = GateBench(options, gate.project, NamedTargets(run.report), package);
  return code == kBelowThreshold ? code : costs;
}

}  // namespace isograde
