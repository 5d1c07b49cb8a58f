#include "grading/graded_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_text.h"
#include "base/progress.h"
#include "base/visible.h"
#include "base/written_file.h"
#include "checklist/check.h"
#include "checklist/likely_check.h"
#include "checklist/subject.h"
#include "explore/explored.h"
#include "grading/grading.h"
#include "grading/gtest_flags.h"
#include "grading/known_summaries.h"
#include "grading/live_run.h"
#include "grading/stored_run.h"
#include "grading/untaken_recipes.h"
#include "report/report.h"
#include "report/summary.h"
#include "report/target_group.h"
#include "store/store.h"
#include "target/resolve.h"

namespace isograde {

namespace {

// The tests of a grading, and what came of them; what stands in the way of a report as exit code.
GradedRun Run(Grading& grading) {
  const bool ran = grading.Run();
  Progress::Clear();
  GradedRun run{.interrupted = grading.interrupted(),
                .groups = grading.groups(),
                .groups_graded = grading.groups_graded(),
                .targets_graded = grading.targets_graded()};
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

// What the names stand for: as it is known, or found out, and remembered.
std::vector<Target> Found(const std::vector<std::string>& names, const GradingOptions& options,
                          Store& store, std::vector<std::string>& changes) {
  Resolving resolving{
      .all_members = options.all_members, .jobs = options.jobs, .limits = options.limits};
  if (!store) return ResolveAll(names, resolving).targets;
  const std::string nothing = ControlSubject().target.name;
  std::vector<std::string> asked = names;
  asked.push_back(nothing);
  {
    ChildPool pool(1, options.limits);
    store.LookUp(pool, asked);
  }
  for (const std::string& name : asked) {
    const Store::Known* const known = store.Find(name);
    if (!known) continue;
    if (known->holds())
      resolving.known[name] = known->target;
    else if (name != nothing)
      changes.push_back(fmt::format("{}: {}", name, known->change));
  }
  resolving.contents_of = nothing;
  Resolved resolved = ResolveAll(names, resolving);
  for (const auto& [name, contents] : resolved.contents) {
    const auto& targets = resolved.targets;
    const auto found =
        std::find_if(targets.begin(), targets.end(), [&, &name = name](const Target& target) {
          return target.name == name && target.owner.empty();
        });
    if (found != targets.end())
      store.Begin(name, *found, contents);
    else if (name == nothing)
      store.Begin(name, ControlSubject().target, contents);
  }
  return std::move(resolved.targets);
}

// Finds calls of each target that its members do not stand for.
void ExploreAll(const std::vector<Target>& targets, const GradingOptions& options, Store& store,
                RecipeBook& recipes) {
  if (const std::string why = WhatForbidsExploring(options.limits); !why.empty()) {
    fmt::print(stderr, "isograde: {}\n", why);
    return;
  }
  for (const Target& target : targets) {
    if (target.kind == TargetKind::kUnknown || (!target.owner.empty() && !target.is_apart))
      continue;
    const Recipe recipe = recipes.For(target);
    if (const auto known = options.replayed.find(target.name); known != options.replayed.end()) {
      if (known->second != Called{}) recipes.Take(target.name, With(recipe, known->second));
      continue;
    }
    Progress::Show("exploring " + target.name);
    const Exploration found =
        ExploreOnce(target, recipe, options.limits, options.jobs, options.explore, store);
    if (!found.trouble.empty())
      fmt::print(stderr, "isograde: {} could not be explored: {}\n", target.name,
                 VisibleLine(found.trouble));
    recipes.Take(target.name, With(recipe, CalledOf(found)));
  }
  Progress::Clear();
}

}  // namespace

GradedRun RunGrading(const GradingOptions& options, const std::vector<std::string>& names,
                     const std::string& package, const RunEvents& events) {
  RecipeBook recipes(package + "/modules_under_test/recipes", options.recipes);
  if (!options.observations.empty()) RequireWritable(options.observations);
  PassFlagsToGoogleTest(options.gtest);
  Store store(options.store);
  std::vector<std::string> changes;
  const std::vector<Target> targets = Found(names, options, store, changes);
  if (options.explore.count() > 0) ExploreAll(targets, options, store, recipes);
  LiveRun live(options, targets, recipes, package + "/reliability", store);
  RunEvents told = events;
  told.graded = [&](const TargetGroup& group) {
    const Target& target = group.head->target;
    const std::string else_ = SummaryOptions(options, live.held(), recipes.For(target));
    const bool is_known = group.head->is_from_store && store.ReportOf(target.name, else_);
    if (store && MakesSummaries(options) && !is_known && live.IsKept(target))
      store.KeepReport(target.name, else_, SummaryOf(group));
    if (events.graded) events.graded(group);
  };
  Grading grading(options, live, told);
  GradedRun run = Run(grading);
  if (run.exit_code) return run;
  run.report.changes = std::move(changes);
  if (!store.problem().empty())
    fmt::print(stderr, "isograde: nothing new is stored: {}\n", store.problem());
  for (const RecipeFault& fault : recipes.problems())
    fmt::print(stderr, "isograde: recipe {}\n", Text(fault));
  run.recipes_read = recipes.problems().empty();
  for (const RecipeFault& fault : UntakenRecipes(recipes, targets))
    fmt::print(stderr, "isograde: the recipe {}\n", Text(fault));
  for (const TargetReport& target : run.report.targets) {
    if (!target.target.problem.empty())
      fmt::print(stderr, "isograde: {}\n", VisibleLine(target.target.problem));
  }
  run.not_installed = NotInstalled();
  if (!options.observations.empty() && !run.interrupted) run.observations = grading.Stored();
  return run;
}

GradedRun JudgeStored(const GradingOptions& options, const std::string& path,
                      const RunEvents& events) {
  StoredRun stored = StoredRun::Read(path);
  PassFlagsToGoogleTest(options.gtest);
  Grading grading(options, stored, events);
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
      throw UsageError(fmt::format("no check matches {}: `isograde list checks` shows them{}",
                                   pattern, LikelyCheck(pattern)));
    }
  }
}

bool HarnessFailed(const Report& report) {
  bool failed = false, graded = false;
  for (const TargetReport& target : report.targets) {
    graded |= target.grade.letter != "unknown";
    failed |= !target.target.harness_error.empty();
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

int ExitCodeOf(const GradedRun& run) {
  const Report& report = run.report;
  const auto is_absent = [&](const TargetReport& one) {
    const auto& absent = run.not_installed;
    return std::find(absent.begin(), absent.end(), one.target.name) != absent.end();
  };
  const auto any = [&](auto&& holds) {
    return std::any_of(report.targets.begin(), report.targets.end(), holds);
  };
  if (any([&](const TargetReport& one) {
        return one.target.kind == TargetKind::kUnknown && one.target.harness_error.empty() &&
               !is_absent(one);
      }))
    return kUsage;
  if (HarnessFailed(report)) return kHarnessFailed;
  const bool graded = any([](const TargetReport& one) { return one.grade.letter != "unknown"; });
  if (!graded) return kNothingToGrade;
  return any(is_absent) ? kUsage : kThresholdMet;
}

}  // namespace isograde
