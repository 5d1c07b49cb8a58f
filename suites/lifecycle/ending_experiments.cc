#include "suites/lifecycle/ending_experiments.h"

#include <algorithm>
#include <functional>

#include "sandbox/record.h"
#include "suites/exceptions/call_stages.h"
#include "suites/experiments/cast.h"
#include "suites/state/static_stage.h"

namespace isograde {
namespace {

// "after interpreter 1 ended", "after interpreters 1, 2 ended".
std::string Phase(const std::vector<int>& ended) {
  return (ended.size() == 1 ? "after interpreter " : "after interpreters ") +
         InterpreterNames(ended) + " ended";
}

void Use(const Subject& subject, std::span<const Seat> seats, const std::string& phase,
         Channel& channel, Stage stage = Stage::kUse) {
  RunRaiseStage(subject, seats, phase, channel, stage);
  RunUseStage(subject, seats, phase, channel, stage);
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

// What is alive after an end: everyone uses it, main having imported it at last.
class Survivors {
 public:
  Survivors(const Subject& subject, Cast& cast, Channel& channel,
            std::function<void(int)> after_end = {})
      : subject_(subject), cast_(cast), channel_(channel), after_end_(std::move(after_end)) {}

  void GoOnAfterEndOf(Seat& seat) {
    cast_.End(seat);
    channel_.Observe(Ended{seat.index});
    ended_.push_back(seat.index);
    if (after_end_) after_end_(seat.index);
    Seat& main = cast_.main();
    if (!main.loaded()) {
      channel_.Begin(Stage::kSurvive, 0, "importing it");
      channel_.Observe(LateImport{0, ended_, cast_.Load(main)});
    }
    Use(subject_, cast_.all(), Phase(ended_), channel_, Stage::kSurvive);
  }

 private:
  const Subject& subject_;
  Cast& cast_;
  Channel& channel_;
  std::function<void(int)> after_end_;
  std::vector<int> ended_;
};

void LoadQuietly(Cast& cast, Seat& seat, Channel& channel) {
  channel.Begin(Stage::kImport, seat.index);
  cast.Load(seat);
}

}  // namespace

void RunFirstLoaderEnds(const Subject& subject, InterpreterConfig config, const Effort& effort,
                        Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  auto& statics = *new StaticStage(subject, effort.Reads(Stage::kStatics), channel);
  statics.Open();
  cast.Create(config, effort.interpreters);
  for (Seat& seat : cast.others()) {
    LoadQuietly(cast, seat, channel);
    statics.Note(seat, StaticPhase::kImport);
  }
  const auto users = cast.others().first(cast.others().size() - 1);
  for (std::size_t i = 0; i < users.size(); ++i) {
    Use(subject, users.subspan(i, 1), "before any end", channel);
    statics.Note(users[i], StaticPhase::kUse);
  }
  LeaveCycle(subject, cast.others().front());
  Survivors survivors(subject, cast, channel, [&](int ended) { statics.NoteEnd(ended); });
  for (Seat& seat : cast.others()) survivors.GoOnAfterEndOf(seat);
}

void RunLastLoaderEnds(const Subject& subject, InterpreterConfig config, int interpreters,
                       Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  LoadQuietly(cast, cast.main(), channel);
  cast.Create(config, std::max(interpreters - 1, 1));
  for (Seat& seat : cast.others()) LoadQuietly(cast, seat, channel);
  Use(subject, cast.all(), "before any end", channel);
  LeaveCycle(subject, cast.others().front());
  LeaveCycle(subject, cast.others().back());
  Survivors survivors(subject, cast, channel);
  for (std::size_t i = cast.others().size(); i > 1; --i)
    survivors.GoOnAfterEndOf(cast.others()[i - 1]);
  channel.Observe(LeftAlive{1});
}

}  // namespace isograde
