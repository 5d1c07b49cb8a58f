#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/experiments/looks.h"
#include "suites/identity/probe_recorders.h"
#include "suites/identity/reimport_recorder.h"
#include "suites/identity/share_recorder.h"
#include "suites/state/level_recorder.h"
#include "suites/state/member_statics.h"
#include "suites/state/trace_recorder.h"

namespace isograde {
namespace {

constexpr std::chrono::milliseconds kSlow{3};

// Controls measure what an interpreter costs, and end theirs. Other experiments do not: the child
// leaves by _exit, and ending is the business of lifecycle/.
void EndOfControl(Cast& cast, Channel& channel) {
  for (Seat& seat : cast.others()) cast.End(seat);
  for (const InterpreterCost& cost : cast.costs()) channel.Observe(cost);
}

void RunMainFirst(const Subject& subject, InterpreterConfig config, const Effort& effort,
                  Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  auto& statics = *new MemberStatics(subject, effort.Reads(stages::kStatics), channel);
  auto& levels = *new LevelRecorder(subject, effort.Reads(stages::kLevels), channel);
  const auto import = [&](Seat& seat) {
    levels.Before(cast.all(), seat);
    cast.Import(seat);
    levels.After(cast.all(), seat, StaticPhase::kImport);
    statics.Note(seat, StaticPhase::kImport);
  };
  statics.Open();
  import(cast.main());
  cast.Create(config, effort.interpreters);
  channel.Finish(stages::kCreate);
  // Not in a control: it has nothing to import.
  if (!subject.is_control) NoteObjects(subject, cast.all().back());
  for (Seat& seat : cast.others()) import(seat);
  channel.Finish(stages::kImport);
  RecordRaises(subject, cast.all(), {CallPhase::kMainFirst}, channel);
  channel.Finish(stages::kRaise);
  MatchExceptions(subject, cast.all(), channel);
  LookAtObjects(subject, cast.all(), channel);
  Seat& last = cast.all().back();
  if (last.loaded()) RecordReimports(subject, last, cast.import(), channel);
  channel.Finish(stages::kReimport);
  channel.Finish(stages::kOldRaise);
  statics.Note(last, StaticPhase::kReimport);
  statics.Tell(cast.all());  // before what a use may end
  // Last, because it is the most that is asked of the module: what breaks here hides nothing else.
  // Where it was imported again it is left out: other modules may hold the old one and find the new
  // one, or the other way round.
  const auto users = cast.all().first(cast.all().size() - 1);
  std::set<std::string> slow;  // calls that are not made again and again
  for (const Seat& seat : users) {
    const auto use = [&](Uses which) {
      auto begun = std::chrono::steady_clock::now();
      RecordUses(subject, {&seat, 1}, {CallPhase::kMainFirst}, channel, stages::kUse, which,
                 [&](const Seat& caller, const std::string& call) {
                   if (std::chrono::steady_clock::now() - begun > kSlow) slow.insert(call);
                   levels.Called(caller, call);
                   begun = std::chrono::steady_clock::now();
                 });
    };
    levels.Before(cast.all(), seat);
    use(Uses::kOthers);
    statics.Note(seat, StaticPhase::kUse);
    use(Uses::kDocumentedToDecline);
    statics.Note(seat, StaticPhase::kDocumentedUse);
    use(Uses::kFound);  // after what is known, which they may undo: closelog()
    levels.After(cast.all(), seat, StaticPhase::kUse);
    if (!subject.recipe.found.empty()) statics.Note(seat, StaticPhase::kUse);
  }
  channel.Finish(stages::kUse);
  levels.SetCurrent(users);
  statics.Tell(cast.all());
  channel.Finish(stages::kStatics);
  levels.SetFound(users);
  if (effort.Reads(stages::kTraces)) RecordTraces(subject, users, slow, channel);
  if (subject.is_control) EndOfControl(cast, channel);
}

// One interpreter less will do: main is there besides.
void RunMainLast(const Subject& subject, InterpreterConfig config, const Effort& effort,
                 Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  cast.Create(config, std::max(effort.interpreters - 1, 1));
  channel.Finish(stages::kCreate);
  for (Seat& seat : cast.others()) cast.Import(seat);
  RecordRaises(subject, cast.all(), {CallPhase::kBeforeMain}, channel);
  cast.Import(cast.main());
  channel.Finish(stages::kImport);
  RecordRaises(subject, cast.all(), {CallPhase::kMainLast}, channel);
  channel.Finish(stages::kRaise);
  MatchExceptions(subject, cast.all(), channel);
  WalkObjects(subject, cast.all(), channel, stages::kWalk);
  RecordUses(subject, cast.all(), {CallPhase::kMainLast}, channel);
  channel.Finish(stages::kUse);
  if (subject.recipe.CallsFunctions())
    WalkObjects(subject, cast.all(), channel, stages::kWalkAgain);
  if (subject.is_control) EndOfControl(cast, channel);
}

// Of the process, the runtime or another interpreter: what the target imports may have done so.
bool ChangedState(const Record& record, const Record* /*bare*/, const Record& alone) {
  auto imports = record.All<ImportOutcome>();
  if (const auto of_main = alone.First<ImportOutcome>()) imports.push_back(*of_main);
  return record.First<LevelChanges>().has_value() ||
         std::any_of(imports.begin(), imports.end(),
                     [](const ImportOutcome& outcome) { return !outcome.changes.empty(); });
}

ISOGRADE_EXPERIMENT({.id = experiments::kMainFirst,
                     .words = "main imports, then N new interpreters of one config; walk, "
                              "attributes, types, exceptions, re-import",
                     .stages = {stages::kCreate, stages::kImport, stages::kRetry, stages::kSetup,
                                stages::kRaise, stages::kMatch, stages::kWalk, stages::kAttributes,
                                stages::kSubclass, stages::kReimport, stages::kOldRaise,
                                stages::kUse, stages::kStatics, stages::kLevels, stages::kTraces},
                     .run = RunMainFirst,
                     .also_without = ChangedState,
                     .place = 20,
                     .control_stages = {stages::kEnd},
                     .basic = true});

ISOGRADE_EXPERIMENT({.id = experiments::kMainLast,
                     .words = "N - 1 new interpreters import, are used without main, then main "
                              "imports",
                     .stages = {stages::kCreate, stages::kImport, stages::kRetry, stages::kSetup,
                                stages::kRaise, stages::kMatch, stages::kWalk, stages::kUse,
                                stages::kWalkAgain},
                     .run = RunMainLast,
                     .also_without = ChangedState,
                     .place = 30,
                     .control_stages = {stages::kEnd},
                     .basic = true});

}  // namespace
}  // namespace isograde
