#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/exit_code.h"
#include "base/json_text.h"
#include "base/utc_time.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/purpose.h"
#include "grading/graded_run.h"
#include "grading/known_summaries.h"
#include "grading/live_run.h"
#include "interpreter/cpython_api.h"
#include "report/environment.h"
#include "report/target_group.h"
#include "report/terminal_width.h"
#include "report/words.h"

namespace isograde {
namespace {

std::vector<std::string> Columns() {
  std::vector<std::string> columns;
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    if (config != InterpreterConfig::kOverride) columns.emplace_back(Name(config));
  }
  return columns;
}

std::string Written(const Environment& environment, const std::string& format) {
  if (format == "json") return Indented(ToJson(environment));
  if (format == "markdown") return ToMarkdown(environment);
  if (format == "html") return ToHtml(environment);
  return ToText(environment, 80, Style(false));
}

// A module that was found by its name alone has no version.
Summary Versioned(Summary summary, const std::vector<Installed>& installed) {
  const auto found = std::find_if(installed.begin(), installed.end(),
                                  [&](const Installed& one) { return one.name == summary.name; });
  if (summary.version.empty() && found != installed.end()) summary.version = found->version;
  return summary;
}

int ExitCodeFor(const Environment& environment, const GradedRun& run, const std::string& config) {
  if (run.interrupted) {
    fmt::print(stderr, "isograde: interrupted: {} of {} graded\n", run.groups_graded, run.groups);
    return InterruptedExit();
  }
  const std::vector<std::string> unusable =
      config.empty() ? std::vector<std::string>() : environment.UnusableIn(config);
  if (!unusable.empty())
    fmt::print(stderr, "isograde: {} of {} cannot be used in interpreters with {} {}: {}\n",
               unusable.size(), environment.graded.size(),
               config == Name(InterpreterConfig::kLegacy) ? "a" : "an", UseName(config),
               fmt::join(unusable, ", "));
  if (!unusable.empty()) return kBelowThreshold;
  return HarnessFailed(run.report) ? kHarnessFailed : kThresholdMet;
}

}  // namespace

int EnvCommand(const Options& options, const std::string& package) {
  const std::string wanted = options.purpose.empty() ? "" : ConfigForPurpose(options.purpose);
  const std::vector<Output> outputs = OutputsOf(options);
  const bool tells = HasTextOnStdout(outputs);
  Environment environment;
  environment.installed = ListInstalled(options.grading.limits);
  std::vector<std::string> names;
  for (const Installed& one : environment.installed) {
    if (one.problem.empty() && one.extension_files > 0) names.push_back(one.name);
  }
  const KnownSummaries known = FindSummaries(options.grading, names, package);
  DescribePython(environment.run);
  environment.run.date = UtcTime();
  environment.run.effort = options.grading.effort;
  const EnvironmentText text(environment, Columns(), TerminalWidth(STDOUT_FILENO),
                             Style::ForDescriptor(STDOUT_FILENO));
  if (tells) PrintAtOnce(text.Head());
  std::vector<std::string> unknown;
  for (const std::string& name : names) {
    const auto found = known.summaries.find(name);
    if (found == known.summaries.end()) {
      unknown.push_back(name);
      continue;
    }
    environment.graded.push_back(Versioned(found->second, environment.installed));
    if (tells) PrintAtOnce(text.LineOf(environment.graded.back()));
  }
  GradedRun run;
  if (!unknown.empty()) {
    const auto tell = [&](const TargetGroup& group) {
      environment.graded.push_back(Versioned(SummaryOf(group), environment.installed));
      if (tells) PrintAtOnce(text.LineOf(environment.graded.back()));
    };
    run = RunGrading(options.grading, unknown, package, {.begun = {}, .graded = tell});
  }
  if (!run.report.date.empty()) {
    environment.run = run.report;
    environment.run.targets.clear();
  }
  environment.run.changes = known.changes;
  if (tells) PrintAtOnce(text.End());
  std::sort(environment.graded.begin(), environment.graded.end(),
            [](const Summary& a, const Summary& b) { return a.name < b.name; });
  WriteOutputs(outputs, [&](const std::string& format) { return Written(environment, format); });
  return ExitCodeFor(environment, run, wanted);
}

}  // namespace isograde
