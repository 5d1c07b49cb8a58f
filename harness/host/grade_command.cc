#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "checklist/check.h"
#include "error.h"
#include "host/commands.h"
#include "host/exit_code.h"
#include "host/grading.h"
#include "host/gtest_flags.h"
#include "host/progress.h"
#include "report/text.h"
#include "target/resolve.h"

namespace isograde {
namespace {

bool Wants(const std::vector<std::string>& formats, const char* format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

std::vector<std::string> Formats(const Options& options) {
  if (!options.formats.empty()) return options.formats;
  if (options.output.empty()) return {"text"};
  return {"text", "json"};
}

void CheckRequest(const Options& options) {
  if (options.targets.empty() && !options.standard_library)
    throw UsageError("name a module to grade, or use --stdlib");
  for (const std::string& pattern : options.checks) {
    const auto& checks = AllChecks();
    if (std::none_of(checks.begin(), checks.end(),
                     [&](const Check& check) { return Matches(pattern, check.id); })) {
      throw UsageError(
          fmt::format("no check matches {}: `isograde list checks` shows them", pattern));
    }
  }
  if (!options.output.empty()) RequireWritable(options.output);
  const auto formats = Formats(options);
  if (Wants(formats, "text") && Wants(formats, "json") && options.output.empty()) {
    throw UsageError("text and json both go to stdout: name a file for json with --output");
  }
}

int ExitCodeOf(const Options& options, const Report& report) {
  bool usage = false, harness = false, below = false, graded = false;
  for (const TargetReport& target : report.targets) {
    usage |= target.target.kind == TargetKind::kUnknown;
    graded |= target.grade.letter != "unknown";
    // Refusing is neutral: no threshold is missed by it.
    below |= !options.fail_under.empty() && Rank(target.grade.letter) > 0 &&
             Rank(target.grade.letter) < Rank(options.fail_under);
    for (const CheckResult& result : target.results)
      harness |= result.finding.verdict == Verdict::kHarnessError;
  }
  // What CPython itself cannot do later on, such as leaving with interpreters alive, keeps nothing
  // from being graded.
  for (const ControlReport& control : report.control) {
    const bool first = control.experiment == Name(Experiment::kMainFirst) ||
                       control.experiment == Name(Experiment::kMainLast);
    harness |= first && control.outcome != "complete" && !graded;
  }
  if (usage) return kUsage;
  if (harness) return kHarnessFailed;
  if (below) return kBelowThreshold;
  return graded ? kThresholdMet : kNothingToGrade;
}

}  // namespace

int GradeCommand(const Options& options, const std::string& package) {
  CheckRequest(options);
  const RecipeBook recipes(package + "/modules_under_test/recipes", options.recipes);
  std::vector<std::string> names = options.targets;
  if (options.standard_library) {
    const auto more = StandardLibraryExtensions();
    names.insert(names.end(), more.begin(), more.end());
  }
  PassFlagsToGoogleTest(options.gtest);
  Grading grading(options, ResolveAll(names), recipes);
  const bool ran = grading.Run();
  Progress::Clear();
  const bool only_listed = GTEST_FLAG_GET(list_tests);
  if (only_listed) return kThresholdMet;
  if (!ran) {
    fmt::print(stderr, "isograde: the filter selects no check\n");
    return kUsage;
  }
  for (const std::string& problem : recipes.problems())
    fmt::print(stderr, "isograde: {}\n", problem);
  const Report& report = grading.report();
  for (const TargetReport& target : report.targets) {
    if (target.target.kind == TargetKind::kUnknown)
      fmt::print(stderr, "isograde: {}\n", target.target.problem);
  }
  const auto formats = Formats(options);
  if (Wants(formats, "text")) {
    std::fputs(ToText(report, {.verbose = options.verbose, .timings = options.timings},
                      Style::ForDescriptor(STDOUT_FILENO))
                   .c_str(),
               stdout);
  }
  if (Wants(formats, "json")) {
    const std::string text =
        ToJson(report).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    if (options.output.empty()) {
      std::fputs(text.c_str(), stdout);
    } else {
      WriteFile(options.output, text);
    }
  }
  std::fflush(stdout);
  if (grading.interrupted()) return kInterruptedExit;
  return recipes.problems().empty() ? ExitCodeOf(options, report) : kUsage;
}

}  // namespace isograde
