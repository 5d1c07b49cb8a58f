#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_text.h"
#include "base/visible.h"
#include "base/written_file.h"
#include "checklist/grade.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/project.h"
#include "grading/graded_run.h"
#include "report/target_group.h"
#include "report/terminal_width.h"
#include "report/text.h"
#include "target/resolve.h"

namespace isograde {
namespace {

// Where a check of it failed by a fault of ours; nullptr: nowhere.
const CheckResult* HarnessErrorOf(const TargetReport& target) {
  const auto failed = std::find_if(
      target.results.begin(), target.results.end(),
      [](const CheckResult& result) { return result.finding.verdict == Verdict::kHarnessError; });
  return failed == target.results.end() ? nullptr : &*failed;
}

// Of what is unknown: that it is, by a fault of ours, or as there is nothing that could be graded,
// has exit codes of its own.
bool IsUnknownByItself(const TargetReport& target) {
  return target.grade.letter == "unknown" && target.target.kind != TargetKind::kUnknown &&
         !target.demonstrated.empty() && !HarnessErrorOf(target);
}

// Whether a target is below the threshold, each of which is said. Refusing is neutral: no threshold
// is missed by it. What could not be told is below any.
bool IsBelow(const Report& report, const Options& options, const Project& project) {
  const bool asked = !options.fail_under.empty();
  const std::string& threshold = asked ? options.fail_under : project.threshold;
  if (threshold.empty()) return false;
  bool below = false;
  for (const TargetGroup& group : GroupsOf(report)) {
    const TargetReport& target = *group.head;
    const int rank = Rank(target.grade.letter);
    if (rank == 0 ? !IsUnknownByItself(target) : rank >= Rank(threshold)) continue;
    below = true;
    fmt::print(stderr, "isograde: {} has the grade {}, below {}, the threshold{}\n",
               target.target.name, target.grade.letter, threshold,
               asked ? "" : " of " + project.file);
  }
  return below;
}

void TellHarnessErrors(const Report& report) {
  for (const TargetReport& target : report.targets) {
    const CheckResult* const failed = HarnessErrorOf(target);
    if (!failed) continue;
    fmt::print(stderr, "isograde: internal error, grading {}: {}: {}\n", target.target.name,
               failed->id, VisibleLine(failed->finding.message));
  }
}

/// Writes the files of a run while it goes on, so that a run that is killed loses only the rest;
/// which takes a twentieth of its time at most.
class Saver {
 public:
  explicit Saver(std::vector<Output> outputs) : outputs_(std::move(outputs)) {
    std::erase_if(outputs_, [](const Output& output) { return output.file.empty(); });
  }

  void Save(const std::function<Report()>& so_far) {
    const auto begin = std::chrono::steady_clock::now();
    if (outputs_.empty() || begin < next_) return;
    try {
      WriteOutputs(so_far(), outputs_);
    } catch (const UsageError&) {
      return outputs_.clear();  // told at the end, when what was graded has been printed
    }
    const auto end = std::chrono::steady_clock::now();
    next_ = end + kOfTime * (end - begin);
  }

 private:
  static constexpr int kOfTime = 19;
  std::vector<Output> outputs_;
  std::chrono::steady_clock::time_point next_;
};

/// Tells a run on stdout, as text, target by target.
class Teller {
 public:
  explicit Teller(const Options& options)
      : options_{.verbose = options.verbose,
                 .timings = options.timings,
                 .width = TerminalWidth(STDOUT_FILENO)} {}

  RunEvents Events() {
    return {
        .begun = [this](const Report& report) { PrintAtOnce(TextHead(report, options_, style_)); },
        .graded =
            [this](const TargetGroup& group) { PrintAtOnce(TextOf(group, options_, style_)); }};
  }

  void End(const GradedRun& run) {
    Report told = run.report;
    if (run.interrupted) told.targets.resize(run.targets_graded);
    PrintAtOnce(TextEnd(told, options_, style_));
  }

 private:
  TextOptions options_;
  Style style_ = Style::ForDescriptor(STDOUT_FILENO);
};

// A script for each finding that has one: of each check the first, in each config.
void WriteReproductions(const Report& report, const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  for (const TargetReport& target : report.targets) {
    for (const CheckResult& result : target.results) {
      const auto& evidence = result.finding.evidence;
      if (result.finding.verdict != Verdict::kFail || evidence.empty() ||
          evidence.front().script.empty())
        continue;
      std::string name = fmt::format("{}.{}.{}.py", target.target.name, result.id, result.config);
      std::replace(name.begin(), name.end(), '/', '-');
      WriteFile(folder + "/" + name, evidence.front().script);
      fmt::print(stderr, "isograde: {}/{} shows {} without isograde\n", folder, name, result.id);
    }
  }
}

// Writes what came of a grading, and says what to exit with.
int Tell(const GradedRun& run, const Options& options, const Project& project,
         const std::vector<Output>& outputs, Teller& teller) {
  if (run.exit_code) return *run.exit_code;
  if (HasTextOnStdout(outputs)) teller.End(run);
  WriteOutputs(run.report, outputs);
  if (!options.reproduce.empty()) WriteReproductions(run.report, options.reproduce);
  if (!run.observations.is_null())
    WriteFile(options.grading.observations, Compact(run.observations));
  if (run.interrupted) {
    fmt::print(stderr, "isograde: interrupted: {} of {} graded\n", run.groups_graded, run.groups);
    return InterruptedExit();
  }
  if (!run.recipes_read) return kUsage;
  const int code = ExitCodeOf(run);
  const bool below = IsBelow(run.report, options, project);
  // A 1 that findings have earned is not hidden by a fault of ours, which is told as well.
  if (code == kHarnessFailed) TellHarnessErrors(run.report);
  return below && code != kUsage ? kBelowThreshold : code;
}

}  // namespace

int GradeCommand(const Options& options, const std::string& package) {
  const Project project = ProjectHere();
  std::vector<std::string> names = options.targets;
  if (options.standard_library) {
    const auto more = StandardLibraryExtensions();
    names.insert(names.end(), more.begin(), more.end());
  } else if (names.empty()) {
    names = project.targets;
  }
  if (names.empty())
    throw UsageError(
        "name a module to grade, here or in [tool.isograde] of pyproject.toml (`.` is the project "
        "that is installed from here), or use "
        "--stdlib");
  RequireChecks(options.grading);
  const std::vector<Output> outputs = OutputsOf(options);
  Teller teller(options);
  RunEvents events = HasTextOnStdout(outputs) ? teller.Events() : RunEvents();
  Saver saver(outputs);
  events.so_far = [&saver](const std::function<Report()>& so_far) { saver.Save(so_far); };
  return Tell(RunGrading(ForProject(options.grading, project), names, package, events), options,
              project, outputs, teller);
}

int JudgeCommand(const Options& options) {
  const Project project = ProjectHere();
  RequireChecks(options.grading);
  const std::vector<Output> outputs = OutputsOf(options);
  Teller teller(options);
  const RunEvents events = HasTextOnStdout(outputs) ? teller.Events() : RunEvents();
  return Tell(JudgeStored(options.grading, options.observations_file, events), options, project,
              outputs, teller);
}

}  // namespace isograde
