#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_text.h"
#include "base/written_file.h"
#include "checklist/grade.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/project.h"
#include "grading/graded_run.h"
#include "report/text.h"
#include "target/resolve.h"

namespace isograde {
namespace {

// Whether a target is below the threshold, each of which is said. Refusing is neutral: no threshold
// is missed by it.
bool IsBelow(const Report& report, const Options& options, const Project& project) {
  const bool asked = !options.fail_under.empty();
  const std::string& threshold = asked ? options.fail_under : project.threshold;
  if (threshold.empty()) return false;
  bool below = false;
  for (const TargetReport& target : report.targets) {
    const int rank = Rank(target.grade.letter);
    if (rank == 0 || rank >= Rank(threshold)) continue;
    below = true;
    fmt::print(stderr, "isograde: {} has the grade {}, below {}, the threshold{}\n",
               target.target.name, target.grade.letter, threshold,
               asked ? "" : " of " + project.file);
  }
  return below;
}

// Writes what came of a grading, and says what to exit with.
int Tell(const GradedRun& run, const Options& options, const Project& project,
         const std::vector<Output>& outputs) {
  if (run.exit_code) return *run.exit_code;
  if (HasTextOnStdout(outputs)) {
    std::fputs(ToText(run.report, {.verbose = options.verbose, .timings = options.timings},
                      Style::ForDescriptor(STDOUT_FILENO))
                   .c_str(),
               stdout);
  }
  WriteOutputs(run.report, outputs);
  if (!run.observations.is_null())
    WriteFile(options.grading.observations, Compact(run.observations));
  if (run.interrupted) return kInterruptedExit;
  if (!run.recipes_read) return kUsage;
  const int code = ExitCodeOf(run.report);
  const bool below = IsBelow(run.report, options, project);
  const bool fault = code == kUsage || code == kHarnessFailed;
  return below && !fault ? kBelowThreshold : code;
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
  RequireChecks(options.grading);
  const std::vector<Output> outputs = OutputsOf(options);
  return Tell(RunGrading(ForProject(options.grading, project), names, package), options, project,
              outputs);
}

int JudgeCommand(const Options& options) {
  const Project project = FindProject(std::filesystem::current_path().string());
  RequireChecks(options.grading);
  const std::vector<Output> outputs = OutputsOf(options);
  return Tell(JudgeStored(options.grading, options.observations_file), options, project, outputs);
}

}  // namespace isograde
