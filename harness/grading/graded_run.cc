#include "grading/graded_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_text.h"
#include "base/progress.h"
#include "base/written_file.h"
#include "checklist/check.h"
#include "grading/grading.h"
#include "grading/gtest_flags.h"
#include "grading/live_run.h"
#include "grading/stored_run.h"
#include "report/report.h"
#include "target/resolve.h"

namespace isograde {

namespace {

// The tests of a grading, and what came of them; what stands in the way of a report as exit code.
GradedRun Run(Grading& grading) {
  const bool ran = grading.Run();
  Progress::Clear();
  GradedRun run{.interrupted = grading.interrupted()};
  if (GTEST_FLAG_GET(list_tests)) {
    run.exit_code = kThresholdMet;
    return run;
  }
  if (!ran) {
    fmt::print(stderr, "isograde: the filter selects no check\n");
    run.exit_code = kUsage;
    return run;
  }
  run.report = grading.report();
  return run;
}

}  // namespace

GradedRun RunGrading(const GradingOptions& options, const std::vector<std::string>& names,
                     const std::string& package) {
  const RecipeBook recipes(package + "/modules_under_test/recipes", options.recipes);
  if (!options.observations.empty()) RequireWritable(options.observations);
  PassFlagsToGoogleTest(options.gtest);
  LiveRun live(options, ResolveAll(names), recipes, package + "/reliability");
  Grading grading(options, live);
  GradedRun run = Run(grading);
  if (run.exit_code) return run;
  for (const RecipeFault& fault : recipes.problems())
    fmt::print(stderr, "isograde: recipe {}\n", Text(fault));
  run.recipes_read = recipes.problems().empty();
  std::vector<std::string> graded;
  for (const TargetReport& target : run.report.targets) graded.push_back(target.target.name);
  for (const Recipe* recipe : recipes.ForNoneOf(graded))
    fmt::print(stderr, "isograde: the recipe {} is for {}, which is not graded here\n",
               recipe->file, recipe->module);
  for (const TargetReport& target : run.report.targets) {
    if (target.target.kind == TargetKind::kUnknown)
      fmt::print(stderr, "isograde: {}\n", target.target.problem);
  }
  if (!options.observations.empty() && !run.interrupted) run.observations = grading.Stored();
  return run;
}

GradedRun JudgeStored(const GradingOptions& options, const std::string& path) {
  StoredRun stored = StoredRun::Read(path);
  PassFlagsToGoogleTest(options.gtest);
  Grading grading(options, stored);
  try {
    return Run(grading);
  } catch (const NotObserved& reason) {
    throw UsageError(fmt::format("{} is not whole: {}", path, reason.what()));
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{} is not whole: {}", path, error.what()));
  }
}

void RequireChecks(const GradingOptions& options) {
  const auto& checks = AllChecks();
  for (const std::string& pattern : options.checks) {
    if (std::none_of(checks.begin(), checks.end(),
                     [&](const Check& check) { return Matches(pattern, check.id); })) {
      throw UsageError(
          fmt::format("no check matches {}: `isograde list checks` shows them", pattern));
    }
  }
}

bool HarnessFailed(const Report& report) {
  bool failed = false, graded = false;
  for (const TargetReport& target : report.targets) {
    graded |= target.grade.letter != "unknown";
    for (const CheckResult& result : target.results)
      failed |= result.finding.verdict == Verdict::kHarnessError;
  }
  // What CPython itself cannot do later on, such as leaving with interpreters alive, keeps nothing
  // from being graded.
  for (const ControlReport& control : report.control) {
    const bool first = control.experiment == experiments::kMainFirst ||
                       control.experiment == experiments::kMainLast;
    failed |= first && control.outcome != "complete" && !graded;
  }
  return failed;
}

int ExitCodeOf(const Report& report) {
  const auto any = [&](auto&& holds) {
    return std::any_of(report.targets.begin(), report.targets.end(), holds);
  };
  if (any([](const TargetReport& one) { return one.target.kind == TargetKind::kUnknown; }))
    return kUsage;
  if (HarnessFailed(report)) return kHarnessFailed;
  const bool graded = any([](const TargetReport& one) { return one.grade.letter != "unknown"; });
  return graded ? kThresholdMet : kNothingToGrade;
}

}  // namespace isograde
