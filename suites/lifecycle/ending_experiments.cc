#include "suites/lifecycle/ending_experiments.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/fault.h"
#include "checklist/experiment.h"
#include "checklist/fresh_process.h"
#include "checklist/import_outcome.h"
#include "checklist/situation.h"
#include "sandbox/record.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/state/member_statics.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(LateImport, interpreter, ended, raised);
ISOGRADE_JSON_FIELDS(Ended, interpreter, import_raised);
ISOGRADE_JSON_FIELDS(LeftAlive, interpreters);
namespace {

void Use(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
         Channel& channel) {
  const bool survives = phase.when == CallPhase::kAfterEnd;
  RecordRaises(subject, seats, phase, channel, survives ? stages::kSurvive : stages::kRaise);
  RecordUses(subject, seats, phase, channel, survives ? stages::kSurvive : stages::kUse);
}

// Leaves in the interpreter what only its end will clear away: a cycle that holds the module, what
// its exercise gives, and an exception that it raised with its traceback.
void LeaveCycle(const Subject& subject, const Seat& seat) {
  if (!seat.loaded() || seat.setup_raised) return;
  seat.interpreter->Run([&] {
    seat.names->Execute(
        "class IsogradeCycle: pass\n"
        "isograde_cycle = IsogradeCycle()\n"
        "isograde_cycle.itself = isograde_cycle\n"
        "isograde_cycle.module = module\n");
    for (const Recipe::Raise& raise : subject.recipe.raises) {
      seat.names->SetText("isograde_call", raise.call);
      seat.names->Execute(
          "try: eval(isograde_call, globals())\n"
          "except BaseException as isograde_error: isograde_cycle.error = isograde_error\n");
    }
    if (subject.recipe.exercise.empty()) return;
    seat.names->SetText("isograde_call", subject.recipe.exercise);
    seat.names->Execute("isograde_cycle.value = eval(isograde_call, globals())\n");
  });
}

// Who imports it, and what is alive after an end: everyone uses it, main having imported it at
// last.
class Survivors {
 public:
  Survivors(const Subject& subject, Cast& cast, Channel& channel,
            std::function<void(int)> after_end = {})
      : subject_(subject), cast_(cast), channel_(channel), after_end_(std::move(after_end)) {}

  void Load(Seat& seat) {
    channel_.Begin(stages::kImport, seat.index);
    raised_[seat.index] = cast_.Load(seat);
  }

  void GoOnAfterEndOf(Seat& seat) {
    cast_.End(seat);
    channel_.Observe(Ended{seat.index, raised_[seat.index]});
    ended_.push_back(seat.index);
    if (after_end_) after_end_(seat.index);
    Seat& main = cast_.main();
    if (!main.loaded()) {
      channel_.Begin(stages::kSurvive, 0, "importing it");
      channel_.Observe(LateImport{0, ended_, cast_.Load(main)});
    }
    Use(subject_, cast_.all(), {CallPhase::kAfterEnd, ended_}, channel_);
  }

 private:
  const Subject& subject_;
  Cast& cast_;
  Channel& channel_;
  std::function<void(int)> after_end_;
  std::vector<int> ended_;
  std::map<int, RaisedException> raised_;  // by the import, by seat
};

// Interpreters 1.. import and use the target, main does not. They end in order of creation: the one
// that loaded it first goes first, with an exception of the module and a cycle of its objects
// alive; the last one has imported and not used it. After each end the survivors use and provoke
// it, main from the first end on.
void RunFirstLoaderEnds(const Subject& subject, InterpreterConfig config, const Effort& effort,
                        Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  auto& statics = *new MemberStatics(subject, effort.Reads(stages::kStatics), channel);
  Survivors survivors(subject, cast, channel, [&](int ended) { statics.NoteEnd(ended); });
  statics.Open();
  cast.Create(config, effort.interpreters);
  for (Seat& seat : cast.others()) {
    survivors.Load(seat);
    statics.Note(seat, StaticPhase::kImport);
  }
  channel.Finish(stages::kImport);
  const auto users = cast.others().first(cast.others().size() - 1);
  for (std::size_t i = 0; i < users.size(); ++i) {
    Use(subject, users.subspan(i, 1), {CallPhase::kBeforeAnyEnd}, channel);
    statics.Note(users[i], StaticPhase::kUse);
  }
  LeaveCycle(subject, cast.others().front());
  for (Seat& seat : cast.others()) survivors.GoOnAfterEndOf(seat);
  for (const Stage& stage : {stages::kEnd, stages::kSurvive, stages::kStatics})
    channel.Finish(stage);
}

// Main imports and uses it, then the others. They end in reverse order until one is left; survivors
// use and provoke it after each. The process is then to leave.
void RunLastLoaderEnds(const Subject& subject, InterpreterConfig config, const Effort& effort,
                       Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  Survivors survivors(subject, cast, channel);
  survivors.Load(cast.main());
  cast.Create(config, std::max(effort.interpreters - 1, 1));
  for (Seat& seat : cast.others()) survivors.Load(seat);
  channel.Finish(stages::kImport);
  Use(subject, cast.all(), {CallPhase::kBeforeAnyEnd}, channel);
  LeaveCycle(subject, cast.others().front());
  LeaveCycle(subject, cast.others().back());
  for (std::size_t i = cast.others().size(); i > 1; --i) {
    if (!ISOGRADE_FAULT("experiment/nobody-ends-in-reverse"))
      survivors.GoOnAfterEndOf(cast.others()[i - 1]);
  }
  channel.Finish(stages::kEnd);
  channel.Finish(stages::kSurvive);
  channel.Observe(LeftAlive{1});
}

bool ALateImportRaised(const Record& record, const Record* /*bare*/, const Record& /*alone*/) {
  const auto all = record.All<LateImport>();
  return std::any_of(all.begin(), all.end(),
                     [](const LateImport& late) { return static_cast<bool>(late.raised); });
}

ISOGRADE_EXPERIMENT({.id = experiments::kFirstLoaderEnds,
                     .words = "N new interpreters import and use it, then end in order of "
                              "creation; the survivors, and main, go on",
                     .stages = {stages::kCreate, stages::kImport, stages::kRaise, stages::kUse,
                                stages::kEnd, stages::kSurvive, stages::kStatics},
                     .run = RunFirstLoaderEnds,
                     .when = WhereItLoads,
                     .also_without = ALateImportRaised,
                     .place = 40});

ISOGRADE_EXPERIMENT({.id = experiments::kLastLoaderEnds,
                     .words = "main and N - 1 new interpreters import and use it; they end in "
                              "reverse, the process leaves with one alive",
                     .stages = {stages::kCreate, stages::kImport, stages::kRaise, stages::kUse,
                                stages::kEnd, stages::kSurvive, stages::kExit},
                     .run = RunLastLoaderEnds,
                     .when = WhereItLoads,
                     .also_without = ALateImportRaised,
                     .place = 50,
                     .fresh_process = true});

}  // namespace
}  // namespace isograde
