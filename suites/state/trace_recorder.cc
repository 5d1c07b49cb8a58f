#include "suites/state/trace_recorder.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <optional>

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

std::vector<Call> CallsOf(const Recipe& recipe) {
  std::vector<Call> calls;
  for (const std::string& code : recipe.uses()) {
    if (!recipe.DeclineIn(code)) calls.push_back({code, std::nullopt});
  }
  for (const Found& found : recipe.found) calls.push_back({found.call, found});
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
  Tracing(const Subject& subject, const Seat& acting, const Seat& other, Channel& channel)
      : acting_(acting), other_(other), channel_(channel), calls_(CallsOf(subject.recipe)) {
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
      Act(call);
    }
    channel_.Observe(CallsCompared{.acts = static_cast<int>(calls_.size()),
                                   .probes = static_cast<int>(probes_.size())});
  }

 private:
  struct Probe {
    Call call;
    std::string value;
  };

  // What gives the same three times in a row, all of them having been made once: calls without
  // arguments first, they show state.
  void ChooseProbes() {
    std::vector<const Call*> order;
    for (const Call& call : calls_) order.push_back(&call);
    std::stable_partition(order.begin(), order.end(),
                          [](const Call* call) { return call->code.ends_with("()"); });
    std::vector<Probe> all;
    for (const Call* call : order) {
      channel_.Begin(stages::kTraces, other_.index, call->code);
      ValueIn(other_, *call);
      all.push_back({*call, {}});
    }
    for (int time = 0; time < 3; ++time) {
      for (Probe& probe : all) {
        channel_.Begin(stages::kTraces, other_.index, probe.call.code);
        std::string value = ValueIn(other_, probe.call);
        if (time == 0)
          probe.value = std::move(value);
        else if (value != probe.value)
          probe.value.clear();
      }
    }
    for (Probe& probe : all) {
      // Objects that come and go may lie where another one lay.
      const bool tells = !probe.value.empty() && probe.value.find("0x") == std::string::npos;
      if (tells && probes_.size() < kMostProbes) probes_.push_back(std::move(probe));
    }
  }

  std::vector<StaticStorage::Change> TakeStock() {
    std::vector<StaticStorage::Change> changes;
    for (StaticStorage& storage : storages_) {
      for (const auto& change : storage.TakeStock({})) changes.push_back(change);
    }
    return changes;
  }

  void Act(const Call& call) {
    Call own = call;
    if (own.found) own.code = WithOwnValues(own.code, kOwnValues);
    TakeStock();
    channel_.Begin(stages::kTraces, acting_.index, own.code);
    ValueIn(acting_, own);
    const std::vector<StaticStorage::Change> changes = TakeStock();
    for (Probe& probe : probes_) {
      channel_.Begin(stages::kTraces, other_.index, probe.call.code);
      const std::string value = ValueIn(other_, probe.call);
      if (value == probe.value || ISOGRADE_FAULT("experiment/traces-are-not-seen")) continue;
      CallTrace trace{.acting = acting_.index,
                      .call = own.code,
                      .seen_in = other_.index,
                      .shown_by = probe.call.code,
                      .was = probe.value,
                      .is = value,
                      .variables = Named(changes)};
      FindCause(changes, probe, trace);
      channel_.Observe(trace);
      probe.value = value;
      if (++traces_ >= kMostTraces) return;
    }
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
      trace.variables[i].is_cause = ValueIn(other_, probe.call) == probe.value;
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

void RecordTraces(const Subject& subject, std::span<const Seat> seats, Channel& channel) {
  if (CallsOf(subject.recipe).empty()) return;
  std::vector<const Seat*> usable;
  for (const Seat& seat : seats) {
    if (seat.loaded() && seat.names && !seat.setup_raised &&
        (subject.recipe.found.empty() || seat.found_names))
      usable.push_back(&seat);
  }
  if (usable.size() < 2) return;
  channel.Begin(stages::kTraces, usable.back()->index);
  Tracing(subject, *usable.back(), *usable.front(), channel).Run();
  channel.Finish(stages::kTraces);
}

}  // namespace isograde
