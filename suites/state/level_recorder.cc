#include "suites/state/level_recorder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/fault.h"
#include "base/json_name.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

// A change of the umask is on purpose where the recipe says so of "process" and "umask".
std::string PurposeOf(const Recipe& recipe, const StateChange& change) {
  for (const Recipe::Purpose& purpose : recipe.purposes) {
    if (purpose.level != JsonName(change.level)) continue;
    for (const std::string& item : purpose.items) {
      if (Matches(item + "*", change.item)) return purpose.reason;
    }
  }
  return {};
}

std::string Shown(const Seat& seat, const std::string& expression) {
  return seat.interpreter->Run([&] {
    const Reference value = seat.names->Evaluate(expression);
    const Reference repr = Reference::Steal(value ? PyObject_Repr(value.get()) : nullptr);
    PyErr_Clear();
    return repr ? TextOf(repr.get()) : std::string();
  });
}

bool CanCall(const Seat& seat) { return seat.loaded() && seat.names && !seat.setup_raised; }

}  // namespace

LevelRecorder::LevelRecorder(const Subject& subject, bool wanted, Channel& channel)
    : recipe_(subject.recipe), channel_(channel), wanted_(wanted) {
  if (wanted_) cpython::WatchAuditHooks();
}

void LevelRecorder::Before(std::span<const Seat> seats, const Seat& acting) {
  if (!wanted_) return;
  process_ = CaptureProcessState();
  others_.clear();
  for (const Seat& seat : seats) {
    others_.push_back(seat.index == acting.index ? InterpreterState() : StateOf(seat));
  }
}

InterpreterState LevelRecorder::StateOf(const Seat& seat) {
  return seat.interpreter->Run([&] {
    const auto [entry, first] = codecs_.try_emplace(seat.index);
    if (first) entry->second = FindCodecRegistry();
    return CaptureInterpreterState(entry->second);
  });
}

// A thread that has been joined is listed a moment longer; objects of a recipe's call that lie in a
// cycle hold their descriptors until they are collected.
std::vector<StateChange> LevelRecorder::ProcessChanges(const Seat& acting) const {
  constexpr int kTries = 20;
  constexpr useconds_t kPause = 5'000;
  std::vector<StateChange> changes;
  for (int left = kTries; left > 0; --left) {
    changes = Differences(process_, CaptureProcessState());
    if (changes.empty()) break;
    if (left == kTries) acting.interpreter->Run([] { PyGC_Collect(); });
    if (left < kTries) usleep(kPause);
  }
  return changes;
}

void LevelRecorder::After(std::span<const Seat> seats, const Seat& acting, StaticPhase phase) {
  if (!wanted_) return;
  channel_.Begin(stages::kLevels, acting.index);
  Tell(phase, acting.index, -1, ProcessChanges(acting));
  for (std::size_t i = 0; i < seats.size() && i < others_.size(); ++i) {
    if (seats[i].index == acting.index) continue;
    if (ISOGRADE_FAULT("experiment/other-interpreters-are-not-read")) continue;
    Tell(phase, acting.index, seats[i].index, Differences(others_[i], StateOf(seats[i])));
  }
}

void LevelRecorder::SetCurrent(std::span<const Seat> seats) {
  if (wanted_) Compare(seats);
  channel_.Finish(stages::kLevels);
}

void LevelRecorder::Compare(std::span<const Seat> seats) {
  const auto last = std::find_if(seats.rbegin(), seats.rend(), CanCall);
  if (last == seats.rend()) return;
  for (const Recipe::Current& current : recipe_.current) {
    std::vector<std::string> before;
    for (const Seat& seat : seats)
      before.push_back(CanCall(seat) ? Shown(seat, current.seen) : std::string());
    channel_.Begin(stages::kLevels, last->index, current.set);
    if (Shown(*last, current.set).empty()) continue;
    for (std::size_t i = 0; i < seats.size(); ++i) {
      if (!CanCall(seats[i]) || seats[i].index == last->index) continue;
      const std::string after = Shown(seats[i], current.seen);
      if (after == before[i]) continue;
      Tell(StaticPhase::kUse, last->index, seats[i].index,
           {{.level = nlohmann::json(current.level).get<StateLevel>(),
             .item = fmt::format("`{}`", current.seen),
             .was = before[i],
             .is = fmt::format("{} after `{}`", after, current.set)}});
    }
  }
}

void LevelRecorder::Tell(StaticPhase phase, int interpreter, int seen_in,
                         std::vector<StateChange> changes) {
  if (changes.empty()) return;
  LevelChanges told{.phase = phase, .interpreter = interpreter, .seen_in = seen_in};
  for (StateChange& change : changes) {
    std::string reason = PurposeOf(recipe_, change);
    told.changes.push_back({std::move(change), std::move(reason)});
  }
  channel_.Observe(told);
}

}  // namespace isograde
