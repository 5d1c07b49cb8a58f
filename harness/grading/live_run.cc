#include "grading/live_run.h"

#include <Python.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "grading/run_cost.h"
#include "grading/untaken_recipes.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "report/report.h"
#include "target/file_hash.h"

namespace isograde {
namespace {

constexpr const char* kHashes = "hashes";

// A distribution is a folder; each of its members has one.
bool HasHash(const Target& target) {
  return !target.file.empty() && target.kind != TargetKind::kDistribution;
}

bool IsToldOfATarget(const Report& report, const RecipeFault& fault) {
  return std::any_of(report.targets.begin(), report.targets.end(), [&](const TargetReport& target) {
    const auto& faults = target.recipe_faults;
    return std::find(faults.begin(), faults.end(), fault) != faults.end();
  });
}

}  // namespace

void DescribePython(Report& report) {
  report.python_version = cpython::VersionText();
  report.python_executable = SysText("executable");
  report.compiler = Py_GetCompiler();
  report.compiler.erase(0, report.compiler.find_first_not_of(" \n"));
  report.debug = cpython::IsDebugBuild();
  report.free_threaded = cpython::IsFreeThreaded();
}

LiveRun::LiveRun(const GradingOptions& options, std::vector<Target> targets,
                 const RecipeBook& recipes, const std::string& tables, Store& store)
    : options_(options),
      targets_(std::move(targets)),
      recipes_(recipes),
      pool_(options.jobs, options.limits),
      book_(tables, options.effort),
      tries_(pool_, book_, options.effort, options.tries),
      store_(store),
      kept_(store, pool_, options.limits, options.seeded) {
  if (options.limits.confining == Confining::kRequire && !pool_.held().IsWhole())
    throw HarnessError(WhatIsOpen(pool_.held()));
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto& wanted = options.configs;
    if (config == InterpreterConfig::kOverride && !options.with_override) continue;
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), config) != wanted.end())
      configs_.push_back(config);
  }
  if (configs_.empty())
    throw UsageError(fmt::format("CPython {} has only the config legacy", cpython::VersionText()));
}

bool LiveRun::CallsFunctions(const Target& target) const {
  return schedule_->CallsFunctions(target);
}

ObservationSource& LiveRun::Start(const Demand& demand) {
  pool_.Clear();
  hashes_.clear();
  pool_.OnProgress(
      [this](int done, int queued) { progress_.Show(done, queued, pool_.RunningKeys()); });
  Effort effort = options_.effort;
  effort.unread = demand.unread;
  schedule_ = std::make_unique<Schedule>(pool_, recipes_, effort, tries_);
  std::vector<std::string> files;
  for (const Target& target : targets_) {
    if (HasHash(target)) files.push_back(target.file);
  }
  pool_.Queue(kHashes, [files](Channel& channel) { HashFiles(files, channel); });
  if (!demand.targets.empty()) kept_.Know(ControlSubject().target, {}, effort);
  for (const auto& [index, of_target] : demand.targets) {
    const Target& target = targets_[index];
    kept_.Know(target, recipes_.For(target), effort);
    schedule_->Add(target, of_target.needs, of_target.single);
  }
  return *schedule_;
}

std::string LiveRun::HashOf(const Target& target) {
  if (!HasHash(target) || !schedule_) return {};
  if (hashes_.empty()) {
    for (const FileHash& hash : pool_.Wait(kHashes).All<FileHash>())
      hashes_[hash.file] = hash.sha256;
  }
  return hashes_[target.file];
}

bool LiveRun::IsKept(const Target& target) {
  if (schedule_) kept_.Keep(*schedule_);
  return kept_.IsWhole(target);
}

bool LiveRun::IsFromStore(const Target& target) {
  return schedule_ && kept_.IsFromStore(target, *schedule_);
}

void LiveRun::Forget(const Target& target) {
  if (!schedule_) return;
  kept_.Keep(*schedule_);
  schedule_->Forget(target);
}

void LiveRun::Describe(Report& report, bool interrupted) {
  DescribePython(report);
  report.effort = options_.effort;
  report.confining = options_.limits.confining;
  report.held = pool_.held();
  report.timings = MeasureRun(interrupted ? nullptr : schedule_.get(), pool_.totals());
  if (schedule_) kept_.Keep(*schedule_);
  report.timings.tries = tries_.cost().tries;
  report.timings.tries_cpu_s = tries_.cost().cpu_s;
  for (const RecipeFault& fault : recipes_.problems()) {
    if (!IsToldOfATarget(report, fault)) report.recipe_faults.push_back(fault);
  }
  for (const RecipeFault& fault : UntakenRecipes(recipes_, targets_))
    report.recipe_faults.push_back(fault);
}

}  // namespace isograde
