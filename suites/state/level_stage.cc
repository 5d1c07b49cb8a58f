#include "suites/state/level_stage.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

// "process: umask was 022, is 077" is on purpose where the recipe says so of "process" and "umask".
std::string PurposeOf(const Recipe& recipe, const std::string& change) {
  for (const Recipe::Purpose& purpose : recipe.purposes) {
    for (const std::string& item : purpose.items) {
      if (Matches(fmt::format("{}: {}*", purpose.level, item), change)) return purpose.reason;
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

LevelStage::LevelStage(const Subject& subject, bool wanted, Channel& channel)
    : recipe_(subject.recipe), channel_(channel), wanted_(wanted) {
  if (wanted_) cpython::WatchAuditHooks();
}

void LevelStage::Before(std::span<const Seat> seats, const Seat& acting) {
  if (!wanted_) return;
  process_ = CaptureProcessState();
  others_.clear();
  for (const Seat& seat : seats) {
    others_.push_back(seat.index == acting.index ? InterpreterState() : StateOf(seat));
  }
}

InterpreterState LevelStage::StateOf(const Seat& seat) {
  return seat.interpreter->Run([&] {
    const auto [entry, first] = codecs_.try_emplace(seat.index);
    if (first) entry->second = FindCodecRegistry();
    return CaptureInterpreterState(entry->second);
  });
}

// A thread that has been joined is listed a moment longer; objects of a recipe's call that lie in a
// cycle hold their descriptors until they are collected.
std::vector<std::string> LevelStage::ProcessChanges(const Seat& acting) const {
  constexpr int kTries = 20;
  constexpr useconds_t kPause = 5'000;
  std::vector<std::string> changes;
  for (int left = kTries; left > 0; --left) {
    changes = Differences(process_, CaptureProcessState());
    if (changes.empty()) break;
    if (left == kTries) acting.interpreter->Run([] { PyGC_Collect(); });
    if (left < kTries) usleep(kPause);
  }
  return changes;
}

void LevelStage::After(std::span<const Seat> seats, const Seat& acting, StaticPhase phase) {
  if (!wanted_) return;
  channel_.Begin(Stage::kLevels, acting.index);
  Tell(phase, acting.index, -1, ProcessChanges(acting));
  for (std::size_t i = 0; i < seats.size() && i < others_.size(); ++i) {
    if (seats[i].index == acting.index) continue;
    Tell(phase, acting.index, seats[i].index, Differences(others_[i], StateOf(seats[i])));
  }
}

void LevelStage::SetCurrent(std::span<const Seat> seats) {
  if (!wanted_) return;
  const auto last = std::find_if(seats.rbegin(), seats.rend(), CanCall);
  if (last == seats.rend()) return;
  for (const Recipe::Current& current : recipe_.current) {
    std::vector<std::string> before;
    for (const Seat& seat : seats)
      before.push_back(CanCall(seat) ? Shown(seat, current.seen) : std::string());
    channel_.Begin(Stage::kLevels, last->index, current.set);
    if (Shown(*last, current.set).empty()) continue;
    for (std::size_t i = 0; i < seats.size(); ++i) {
      if (!CanCall(seats[i]) || seats[i].index == last->index) continue;
      const std::string after = Shown(seats[i], current.seen);
      if (after == before[i]) continue;
      Tell(StaticPhase::kUse, last->index, seats[i].index,
           {fmt::format("{}: `{}` was {}, is {} after `{}`", current.level, current.seen, before[i],
                        after, current.set)});
    }
  }
}

void LevelStage::Tell(StaticPhase phase, int interpreter, int seen_in,
                      std::vector<std::string> texts) {
  if (texts.empty()) return;
  LevelChanges told{.phase = phase, .interpreter = interpreter, .seen_in = seen_in};
  for (std::string& text : texts) {
    std::string reason = PurposeOf(recipe_, text);
    told.changes.push_back({std::move(text), std::move(reason)});
  }
  channel_.Observe(told);
}

Finding JudgeLevels(const Observations& seen, std::initializer_list<std::string_view> levels) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  std::vector<Evidence> evidence, on_purpose;
  for (const LevelChanges& told : seen.main_first.All<LevelChanges>()) {
    for (const LevelChange& change : told.changes) {
      const auto is_of = [&](std::string_view level) { return change.text.starts_with(level); };
      if (std::none_of(levels.begin(), levels.end(), is_of)) continue;
      const std::string who =
          told.seen_in < 0
              ? fmt::format("by {} in interpreter {}", Words(told.phase), told.interpreter)
              : fmt::format("in interpreter {}, by {} in interpreter {}", told.seen_in,
                            Words(told.phase), told.interpreter);
      Evidence one{.text = fmt::format("{} ({})", change.text, who),
                   .interpreters = {told.interpreter}};
      if (told.seen_in >= 0) one.interpreters.push_back(told.seen_in);
      if (change.reason.empty()) {
        evidence.push_back(std::move(one));
      } else {
        one.text += "; on purpose: " + change.reason;
        on_purpose.push_back(std::move(one));
      }
    }
  }
  if (!evidence.empty()) {
    const std::string first = evidence.front().text;
    return Fail(first).With(std::move(evidence));
  }
  if (on_purpose.empty()) return Pass();
  const std::string first = on_purpose.front().text;
  return Pass(first).With(std::move(on_purpose));
}

}  // namespace isograde
