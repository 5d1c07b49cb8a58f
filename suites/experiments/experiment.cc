#include "suites/experiments/experiment.h"

#include <algorithm>

#include "suites/c_api/api_stage.h"
#include "suites/concurrency/callback_experiment.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/declaration/declare_stage.h"
#include "suites/exceptions/call_stages.h"
#include "suites/experiments/cast.h"
#include "suites/identity/probe_stages.h"
#include "suites/identity/reimport_stage.h"
#include "suites/identity/share_stage.h"
#include "suites/lifecycle/cycle_experiment.h"
#include "suites/lifecycle/dropped_experiment.h"
#include "suites/lifecycle/ending_experiments.h"
#include "suites/lifecycle/fresh_process.h"
#include "suites/lifecycle/reinitialize_experiment.h"
#include "suites/state/level_stage.h"
#include "suites/state/static_stage.h"

namespace isograde {
namespace {

// The target in the main interpreter and no other: what it declares, and how it behaves when there
// is nobody to share with. What goes wrong here is no matter of isolation.
void RunAlone(const Subject& subject, const Effort& effort, Channel& channel) {
  auto& cast = *new Cast(subject, true, channel);
  auto& api = *new ApiStage(subject, effort.Reads(Stage::kCApi), channel);
  cast.Import(cast.main());
  if (!cast.main().loaded()) return;
  RunDeclareStage(subject, cast.main(), channel);
  api.Tell(cast.main());
  RunRaiseStage(subject, cast.all(), "alone", channel);
  RunShareStage(subject, cast.all(), channel);
  RunAttributeStage(subject.target.name, cast.all(), channel);
  RunSubclassStage(subject.target.name, cast.all(), channel);
  RunUseStage(subject, cast.all(), "alone", channel);
}

// Interpreters of one config, all alive at once, and not ended: the child leaves by _exit, and
// ending is the business of lifecycle/. Controls measure what an interpreter costs, and end theirs.
// kMainLast gets along with one interpreter less: main is there besides.
void RunAcross(Experiment experiment, const Subject& subject, InterpreterConfig config,
               const Effort& effort, Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  auto& statics = *new StaticStage(subject, effort.Reads(Stage::kStatics), channel);
  const bool main_first = experiment == Experiment::kMainFirst;
  auto& levels = *new LevelStage(subject, main_first && effort.Reads(Stage::kLevels), channel);
  const auto import = [&](Seat& seat) {
    levels.Before(cast.all(), seat);
    cast.Import(seat);
    levels.After(cast.all(), seat, StaticPhase::kImport);
    if (main_first) statics.Note(seat, StaticPhase::kImport);
  };
  if (main_first) {
    statics.Open();
    import(cast.main());
  }
  cast.Create(config, main_first ? effort.interpreters : std::max(effort.interpreters - 1, 1));
  // Not in a control: it has nothing to import.
  if (main_first && !subject.is_control) NoteObjects(subject, cast.all().back());
  for (Seat& seat : cast.others()) import(seat);
  if (main_first) {
    RunRaiseStage(subject, cast.all(), "main first", channel);
  } else {
    RunRaiseStage(subject, cast.all(), "before main", channel);
    cast.Import(cast.main());
    RunRaiseStage(subject, cast.all(), "main last", channel);
  }
  RunMatchStage(subject, cast.all(), channel);
  RunShareStage(subject, cast.all(), channel);
  if (main_first) {
    RunAttributeStage(subject.target.name, cast.all(), channel);
    RunSubclassStage(subject.target.name, cast.all(), channel);
    Seat& last = cast.all().back();
    if (last.loaded()) RunReimportStage(subject, last, cast.import(), channel);
    statics.Note(last, StaticPhase::kReimport);
    statics.Tell(cast.all());  // before what a use may end
  }
  // Last, because it is the most that is asked of the module: what breaks here hides nothing else.
  // Where it was imported again it is left out: other modules may hold the old one and find the new
  // one, or the other way round.
  if (main_first) {
    for (std::size_t index = 0; index + 1 < cast.all().size(); ++index) {
      const Seat& seat = cast.all()[index];
      levels.Before(cast.all(), seat);
      RunUseStage(subject, cast.all().subspan(index, 1), "main first", channel);
      levels.After(cast.all(), seat, StaticPhase::kUse);
      statics.Note(seat, StaticPhase::kUse);
    }
    levels.SetCurrent(cast.all().first(cast.all().size() - 1));
    statics.Tell(cast.all());
  } else {
    RunUseStage(subject, cast.all(), "main last", channel);
  }
  if (subject.is_control) {
    for (Seat& seat : cast.others()) cast.End(seat);
    for (const InterpreterCost& cost : cast.costs()) channel.Observe(cost);
  }
}

}  // namespace

void RunExperiment(Experiment experiment, const Subject& subject, InterpreterConfig config,
                   const Effort& effort, Channel& channel) {
  switch (experiment) {
    case Experiment::kAlone:
      return RunAlone(subject, effort, channel);
    case Experiment::kMainFirst:
    case Experiment::kMainLast:
      return RunAcross(experiment, subject, config, effort, channel);
    case Experiment::kFirstLoaderEnds:
      return RunFirstLoaderEnds(subject, config, effort, channel);
    case Experiment::kLastLoaderEnds:
      return RunLastLoaderEndsInFreshProcess(subject, config, effort, channel);
    case Experiment::kCycles:
      return RunCycles(subject, config, effort, channel);
    case Experiment::kDropped:
      return RunDropped(subject, channel);
    case Experiment::kReinitialize:
      return RunReinitialize(subject, effort, channel);
    case Experiment::kParallelImport:
      return RunParallelImport(subject, config, effort, channel);
    case Experiment::kParallelUse:
      return RunParallelUse(subject, config, effort, channel);
    case Experiment::kCallback:
      return RunCallback(subject, config, channel);
  }
}

}  // namespace isograde
