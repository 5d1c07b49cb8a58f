#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "error.h"
#include "host/commands.h"
#include "host/exit_code.h"
#include "host/graded_run.h"
#include "host/outputs.h"
#include "report/text.h"
#include "target/resolve.h"

namespace isograde {
namespace {

// Refusing is neutral: no threshold is missed by it.
bool IsBelow(const Report& report, const std::string& threshold) {
  return !threshold.empty() &&
         std::any_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& target) {
           const int rank = Rank(target.grade.letter);
           return rank > 0 && rank < Rank(threshold);
         });
}

}  // namespace

int GradeCommand(const Options& options, const std::string& package) {
  const Project project = FindProject(std::filesystem::current_path().string());
  std::vector<std::string> names = options.targets;
  if (options.standard_library) {
    const auto more = StandardLibraryExtensions();
    names.insert(names.end(), more.begin(), more.end());
  } else if (names.empty()) {
    names = project.targets;
  }
  if (names.empty())
    throw UsageError(
        "name a module to grade, here or in [tool.isograde] of pyproject.toml, or use "
        "--stdlib");
  RequireChecks(options);
  const std::vector<Output> outputs = OutputsOf(options);
  const GradedRun run = RunGrading(options, project, names, package);
  if (run.exit_code) return *run.exit_code;
  if (HasTextOnStdout(outputs)) {
    std::fputs(ToText(run.report, {.verbose = options.verbose, .timings = options.timings},
                      Style::ForDescriptor(STDOUT_FILENO))
                   .c_str(),
               stdout);
  }
  WriteOutputs(run.report, outputs);
  if (run.interrupted) return kInterruptedExit;
  if (!run.recipes_read) return kUsage;
  const int code = ExitCodeOf(run.report);
  const bool below =
      IsBelow(run.report, options.fail_under.empty() ? project.threshold : options.fail_under);
  const bool fault = code == kUsage || code == kHarnessFailed;
  return below && !fault ? kBelowThreshold : code;
}

}  // namespace isograde
