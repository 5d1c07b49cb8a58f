#include "suites/state/trace_recorder.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/fault.h"
#include "evidence/static_storage.h"
#include "interpreter/python_error.h"
#include "suites/identity/call_results.h"
#include "suites/state/named_places.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(TracedVariable, library, variable, address, was, is, is_pointer, is_cause);
ISOGRADE_JSON_FIELDS(CallTrace, acting, call, seen_in, shown_by, was, is, variables);
ISOGRADE_JSON_FIELDS(CallsCompared, acts, probes);

namespace {

constexpr std::size_t kMostActs = 64;
constexpr std::size_t kMostProbes = 16;
constexpr std::size_t kMostTraces = 4;
constexpr std::size_t kMostWords = 64;  // that one call changed, and that are named
constexpr std::size_t kLongestValue = 300;
constexpr int kOwnValues = 7;

using Found = Recipe::Found;

// A call that can be made in any usable seat.
struct Call {
  std::string code;
  std::optional<Found> found;  // none: one of the recipe's
};

std::string ValueIn(const Seat& seat, const Call& call) {
  return seat.interpreter->Run([&]() -> std::string {
    if (call.found) {
      Found by_value = *call.found;
      by_value.by_value = true;
      return FoundValue(by_value, call.code, seat);
    }
    const Reference value = seat.names->Evaluate(call.code);
    return value ? ReprOf(value.get(), kLongestValue) : "raised " + Text(TakeRaised());
  });
}

std::vector<Call> CallsOf(const Recipe& recipe, const std::set<std::string>& slow) {
  std::vector<Call> calls;
  for (const std::string& code : recipe.uses()) {
    if (!recipe.DeclineIn(code)) calls.push_back({code, std::nullopt});
  }
  for (const Found& found : recipe.found) calls.push_back({found.call, found});
  std::erase_if(calls, [&](const Call& call) { return slow.contains(call.code); });
  if (calls.size() > kMostActs) calls.resize(kMostActs);
  return calls;
}

// The memory of a word is there: it may be the address of something.
bool IsAddress(std::uintptr_t value) {
  constexpr std::uintptr_t kPage = 4096;
  return value >= kPage &&
         msync(reinterpret_cast<void*>(value / kPage * kPage), kPage, MS_ASYNC) == 0;
}

// The first byte in which two words differ, as they lie in memory: several variables may share one.
std::uintptr_t FirstOther(std::uintptr_t before, std::uintptr_t after) {
  const std::uintptr_t bits = before ^ after;
  return static_cast<std::uintptr_t>(std::countr_zero(bits) / 8) % sizeof bits;
}

void Write(std::uintptr_t address, std::uintptr_t value) {
  std::memcpy(reinterpret_cast<void*>(address), &value, sizeof value);
}

class Tracing {
 public:
  Tracing(const Subject& subject, std::vector<Call> calls, const Seat& acting, const Seat& other,
          Channel& channel)
      : acting_(acting), other_(other), channel_(channel), calls_(std::move(calls)) {
    std::vector<Target> targets = LoadedMembers(subject.target);
    targets.push_back(subject.target);
    for (const Target& target : targets) {
      if (target.kind != TargetKind::kExtension && target.kind != TargetKind::kDistribution)
        continue;
      if (!storages_.emplace_back(target).Open()) storages_.pop_back();
    }
  }

  void Run() {
    ChooseProbes();
    for (const Call& call : calls_) {
      if (traces_ >= kMostTraces || probes_.empty()) break;
      for (const Way way : {kForward, kBackward}) Act(call, way);
    }
    channel_.Observe(CallsCompared{.acts = static_cast<int>(calls_.size()),
                                   .probes = static_cast<int>(probes_.size())});
  }

 private:
  // A look may put back what a call has left, and hide it from the next: looks are taken in either
  // order, in turn, and each is compared with those in the same order.
  enum Way { kForward, kBackward };

  struct Probe {
    Call call;
    std::array<std::string, 2> values{};  // by way
    bool is_stable = true;
  };

  template <typename Look>
  void EachProbe(Way way, Look look) {
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      Probe& probe = probes_[way == kForward ? i : probes_.size() - 1 - i];
      channel_.Begin(stages::kTraces, other_.index, probe.call.code);
      look(probe, ValueIn(other_, probe.call));
    }
  }

  // What gives the same three times in a row, all of them having been made once: calls without
  // arguments first, they show state.
  void ChooseProbes() {
    for (const Call& call : calls_) probes_.push_back({call});
    std::stable_partition(probes_.begin(), probes_.end(),
                          [](const Probe& probe) { return probe.call.code.ends_with("()"); });
    KeepWhatIsStable(2);
    // What was left out is not made any more, and changes nothing for the others.
    KeepWhatIsStable(3);
  }

  void KeepWhatIsStable(int times) {
    for (int time = -1; time < times; ++time) {
      for (const Way way : {kForward, kBackward}) {
        EachProbe(way, [&](Probe& probe, std::string value) {
          if (time <= 0)
            probe.values[way] = std::move(value);
          else
            probe.is_stable &= value == probe.values[way];
        });
      }
    }
    std::erase_if(probes_, [](const Probe& probe) {
      // Objects that come and go may lie where another one lay.
      return !probe.is_stable || probe.values[kForward].find("0x") != std::string::npos;
    });
    if (probes_.size() > kMostProbes) probes_.resize(kMostProbes);
  }

  std::vector<StaticStorage::Change> TakeStock() {
    std::vector<StaticStorage::Change> changes;
    for (StaticStorage& storage : storages_) {
      for (const auto& change : storage.TakeStock({})) changes.push_back(change);
    }
    return changes;
  }

  void Act(const Call& call, Way way) {
    Call own = call;
    own.code = WithOwnValues(own.code, kOwnValues + way);
    TakeStock();
    channel_.Begin(stages::kTraces, acting_.index, own.code);
    ValueIn(acting_, own);
    const std::vector<StaticStorage::Change> changes = TakeStock();
    EachProbe(way, [&](Probe& probe, std::string value) {
      std::string& usual = probe.values[way];
      if (value == usual || ISOGRADE_FAULT("experiment/traces-are-not-seen")) return;
      const std::string was = std::exchange(usual, value);
      if (++traces_ > kMostTraces) return;
      CallTrace trace{.acting = acting_.index,
                      .call = own.code,
                      .seen_in = other_.index,
                      .shown_by = probe.call.code,
                      .was = was,
                      .is = std::move(value),
                      .variables = Named(changes)};
      FindCause(changes, probe, trace);
      channel_.Observe(trace);
    });
  }

  std::vector<TracedVariable> Named(const std::vector<StaticStorage::Change>& changes) {
    std::vector<TracedVariable> variables;
    for (const auto& change : changes) {
      if (variables.size() >= kMostWords) break;
      TracedVariable& one = variables.emplace_back();
      one.library = change.library->path;
      one.address = change.file_address() + FirstOther(change.before, change.after);
      one.was = change.before;
      one.is = change.after;
      one.is_pointer = IsAddress(change.before) || IsAddress(change.after);
      if (change.library->Trouble().empty()) {
        const auto names = NamedPlaces(
            one.library,
            {{.address = one.address, .is_thread_local = change.range->is_thread_local}});
        if (!names.variables.empty()) one.variable = names.variables.front();
      }
    }
    return variables;
  }

  // With the old values of what the call changed, whether the old result comes back: of each alone.
  // What may be the address of something is left: what lay there may have gone.
  void FindCause(const std::vector<StaticStorage::Change>& changes, const Probe& probe,
                 CallTrace& trace) {
    for (std::size_t i = 0; i < trace.variables.size(); ++i) {
      if (trace.variables[i].is_pointer) continue;
      std::uintptr_t now = 0;
      std::memcpy(&now, reinterpret_cast<const void*>(changes[i].address), sizeof now);
      Write(changes[i].address, changes[i].before);
      channel_.Begin(stages::kTraces, other_.index, probe.call.code);
      trace.variables[i].is_cause = ValueIn(other_, probe.call) == trace.was;
      Write(changes[i].address, now);
    }
  }

  const Seat& acting_;
  const Seat& other_;
  Channel& channel_;
  std::vector<Call> calls_;
  std::deque<StaticStorage> storages_;
  std::vector<Probe> probes_;
  std::size_t traces_ = 0;
};

}  // namespace

void RecordTraces(const Subject& subject, std::span<const Seat> seats,
                  const std::set<std::string>& slow, Channel& channel) {
  std::vector<Call> calls = CallsOf(subject.recipe, slow);
  if (calls.empty()) return;
  std::vector<const Seat*> usable;
  for (const Seat& seat : seats) {
    if (seat.loaded() && seat.names && !seat.setup_raised &&
        (subject.recipe.found.empty() || seat.found_names))
      usable.push_back(&seat);
  }
  if (usable.size() < 2) return;
  channel.Begin(stages::kTraces, usable.back()->index);
  Tracing(subject, std::move(calls), *usable.back(), *usable.front(), channel).Run();
  channel.Finish(stages::kTraces);
}

}  // namespace isograde
