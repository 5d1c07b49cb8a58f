#include "checklist/demonstrated.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fault.h"
#include "checklist/declaration.h"
#include "checklist/parts.h"

namespace isograde {
namespace {

// Of an experiment that broke while interpreters were created and imported it.
std::optional<LoadOutcome> BrokenOutcome(const Record& record) {
  const Position last = record.last();
  const bool at_import = last.Is(stages::kNone) || last.Is(stages::kImport) ||
                         last.Is(stages::kRetry) || last.Is(stages::kCreate);
  if (record.ending == Ending::kComplete || record.broke_elsewhere || !at_import)
    return std::nullopt;
  return record.ending == Ending::kTimedOut ? LoadOutcome::kHangs : LoadOutcome::kCrashes;
}

bool IsSinglePhaseWhereCPythonChecks(const Observations& seen) {
  const auto declared = DeclaredIn(seen[experiments::kAlone]);
  const bool checked =
      seen.config == InterpreterConfig::kStrict || seen.config == InterpreterConfig::kIsolated;
  return checked && declared && declared->init == "single-phase";
}

// 3.12 lets builtin single-phase modules in where main has not imported them before (gh-119450).
bool SlipsThrough(const Observations& seen) {
  if (!IsSinglePhaseWhereCPythonChecks(seen)) return false;
  return std::any_of(experiments::kSideBySide.begin(), experiments::kSideBySide.end(),
                     [&](ExperimentId experiment) { return LoadsEverywhere(seen[experiment]); });
}

}  // namespace

LoadOutcome OutcomeOf(const ImportOutcome& outcome) {
  if (outcome.loaded)
    return outcome.missing_modules.empty() ? LoadOutcome::kLoads : LoadOutcome::kFallsBack;
  return outcome.raised.is_import_error ? LoadOutcome::kRefuses : LoadOutcome::kFails;
}

std::optional<LoadOutcome> DemonstratedIn(const Observations& seen) {
  if (SlipsThrough(seen)) return LoadOutcome::kLoads;
  std::optional<LoadOutcome> worst;
  const auto note = [&worst](LoadOutcome outcome) {
    if (!worst || outcome > *worst) worst = outcome;
  };
  const auto who = WhoRaisedIn(seen);
  // What fails because a module refuses that it imports, refuses.
  const bool declined = !FailingDependency(seen).empty() &&
                        std::all_of(who.begin(), who.end(),
                                    [](const WhoRaised& one) { return one.cause.is_import_error; });
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter == 0) continue;
    const LoadOutcome shown = OutcomeOf(outcome);
    note(shown == LoadOutcome::kFails && declined ? LoadOutcome::kRefuses : shown);
  }
  for (const ExperimentId experiment : experiments::kSideBySide) {
    const Record* const record = seen.Of(experiment);
    const auto broken = record ? BrokenOutcome(*record) : std::nullopt;
    if (broken && TurnedAwayByCPython(seen).empty()) note(*broken);
  }
  return worst;
}

ExperimentId BrokenAtImport(const Observations& seen) {
  for (const ExperimentId experiment : experiments::kSideBySide) {
    const Record* const record = seen.Of(experiment);
    if (record && BrokenOutcome(*record)) return experiment;
  }
  return {};
}

bool LoadsEverywhere(const Record& record) {
  Observations seen;
  seen.At(experiments::kMainFirst) = ImportsOfTheWhole(record);
  return DemonstratedIn(seen) == LoadOutcome::kLoads;
}

bool IsUsableEverywhere(const Record& record) {
  if (LoadsEverywhere(record)) return true;
  Observations seen;
  const Record& imports = seen.At(experiments::kMainFirst) = ImportsOfTheWhole(record);
  const std::vector<ImportOutcome> all = imports.All<ImportOutcome>();
  return DemonstratedIn(seen) == LoadOutcome::kFallsBack &&
         std::all_of(all.begin(), all.end(),
                     [](const ImportOutcome& outcome) { return outcome.extension_modules > 0; });
}

int FurtherInterpretersLoaded(const Observations& seen) {
  int count = 0;
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>())
    count += outcome.interpreter > 0 && outcome.loaded;
  return count;
}

std::string UnimportableBecause(const Observations& seen) {
  const auto outcome = seen[experiments::kAlone].First<ImportOutcome>();
  return outcome && !outcome->loaded ? Text(outcome->raised) : "";
}

std::vector<WhoRaised> WhoRaisedIn(const Observations& seen) {
  std::vector<WhoRaised> all;
  for (const auto& [experiment, record] : seen.records) {
    for (WhoRaised& one : record.All<WhoRaised>()) all.push_back(std::move(one));
  }
  return all;
}

std::string FailingDependency(const Observations& seen) {
  if (ISOGRADE_FAULT("judging/dependencies-are-never-to-blame")) return {};
  const auto all = WhoRaisedIn(seen);
  const bool own = std::any_of(all.begin(), all.end(), [](const auto& one) { return one.is_own; });
  return all.empty() || own ? "" : all.front().module;
}

std::string DeclaredBy(const std::string& module, const Observations& seen) {
  const auto alone = seen[experiments::kAlone].First<ImportOutcome>();
  if (!alone) return {};
  const auto found = std::find_if(alone->brought.begin(), alone->brought.end(),
                                  [&](const BroughtModule& one) { return one.name == module; });
  return found == alone->brought.end() ? "" : found->multiple_interpreters;
}

std::string TurnedAwayByCPython(const Observations& seen) {
  if (!IsSinglePhaseWhereCPythonChecks(seen) || FurtherInterpretersLoaded(seen) > 0) return {};
  return "CPython turns single-phase modules away in this config, and runs their initialisation "
         "before it refuses (gh-112292)";
}

std::string RefusalIn(const Observations& seen) {
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter > 0 && OutcomeOf(outcome) == LoadOutcome::kRefuses)
      return Text(outcome.raised);
  }
  return {};
}

std::string NotSeenInSeveral(const Observations& seen) {
  if (const std::string reason = UnimportableBecause(seen); !reason.empty())
    return "the main interpreter cannot import it: " + reason;
  if (FurtherInterpretersLoaded(seen) > 0) return {};
  if (const std::string dependency = FailingDependency(seen); !dependency.empty()) {
    return fmt::format("its dependency {} does not load in a further interpreter", dependency);
  }
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter > 0)
      return fmt::format("it loads in no further interpreter ({})", Text(outcome.raised));
  }
  return "it was imported in no further interpreter";
}

std::string NotTried(const Observations& seen, ExperimentId experiment) {
  if (std::string reason = NotSeenInSeveral(seen); !reason.empty()) return reason;
  return seen.Of(experiment) ? "" : "it does not load in every interpreter";
}

}  // namespace isograde
