#include "suites/state/level_recorder.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/fault.h"
#include "base/file_name.h"
#include "checklist/demonstrated.h"
#include "interpreter/cpython_api.h"
#include "suites/identity/call_results.h"
#include "suites/state/library_pointers.h"
#include "suites/state/named_places.h"

namespace isograde {
namespace {

std::string Shown(const Seat& seat, const std::string& expression) {
  return seat.interpreter->Run([&] {
    const Reference value = seat.names->Evaluate(expression);
    const Reference repr = Reference::Steal(value ? PyObject_Repr(value.get()) : nullptr);
    PyErr_Clear();
    return repr ? TextOf(repr.get()) : std::string();
  });
}

// Whether a value is one that was set with it: a clock ticks for all interpreters as well.
bool HasNumber(std::string value, int number) {
  std::transform(value.begin(), value.end(), value.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string word(3, static_cast<char>('a' + number % 26));
  return value.find(word) != std::string::npos ||
         value.find(std::to_string(1000 + number)) != std::string::npos ||
         value.find(std::to_string(2 + number) + ".5") != std::string::npos;
}

// Objects that come and go may lie where another one lay.
bool HasAddress(const std::string& value) { return value.find("0x") != std::string::npos; }

constexpr std::size_t kMostPointers = 50;  // of a library, that are named
constexpr useconds_t kBetweenCalls = 1'000;

std::string PlaceInWords(std::uintptr_t address) {
  Dl_info found{};
  const auto* const place = reinterpret_cast<const void*>(address);
  if (dladdr(place, &found) == 0 || !found.dli_fname) return "no library";
  const std::string library(FileName(found.dli_fname));
  const bool is_named = found.dli_sname && found.dli_saddr == place;
  return is_named ? fmt::format("{} of {}", found.dli_sname, library) : library;
}

// What "time.time" gives where it is called without arguments, in the current interpreter.
std::string GivenBy(const std::string& name) {
  const std::size_t dot = name.find('.');
  Reference function = Reference::Steal(PyImport_ImportModule(name.substr(0, dot).c_str()));
  for (std::size_t begin = dot; function && begin < name.size();) {
    const std::size_t end = std::min(name.find('.', begin + 1), name.size());
    function = Reference::Steal(
        PyObject_GetAttrString(function.get(), name.substr(begin + 1, end - begin - 1).c_str()));
    begin = end;
  }
  const Reference value =
      Reference::Steal(function ? PyObject_CallObject(function.get(), nullptr) : nullptr);
  const Reference raised = Reference::Steal(TakeRaisedObject());
  if (raised) return "raised " + TypeName(reinterpret_cast<PyObject*>(Py_TYPE(raised.get())));
  return value ? ReprOf(value.get(), 200) : "";
}

// Whether what a call gives after two others is something else. A clock has gone on between them.
bool IsAnother(const std::string& first, const std::string& second, const std::string& third) {
  const auto number = [](const std::string& text) -> std::optional<double> {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' ? std::optional(value) : std::nullopt;
  };
  const auto one = number(first), two = number(second), three = number(third);
  constexpr double kMuchMore = 100;
  if (one && two && three)
    return *one == *two ? *three != *two
                        : std::abs(*three - *two) > kMuchMore * std::abs(*two - *one);
  if (first == second) return third != second;
  return third.starts_with("raised ") && !second.starts_with("raised ");
}

bool CanCall(const Seat& seat) { return seat.loaded() && seat.names && !seat.setup_raised; }

}  // namespace

LevelRecorder::LevelRecorder(const Subject& subject, bool wanted, Channel& channel)
    : recipe_(subject.recipe), channel_(channel), wanted_(wanted), pointers_(subject.target) {
  if (wanted_) cpython::WatchAuditHooks();
}

void LevelRecorder::Before(std::span<const Seat> seats, const Seat& acting) {
  if (!wanted_) return;
  process_ = CaptureProcessState();
  seats_ = seats;
  told_.clear();
  functions_ = acting.interpreter->Run([] { return FunctionTables::Capture(); });
  pointers_.TakeNew();
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

void LevelRecorder::Called(const Seat& acting, const std::string& call) {
  if (!wanted_) return;
  Tell({.phase = StaticPhase::kUse, .interpreter = acting.index, .call = call},
       functions_.TakeChanges());
  TryExchanged(acting, call);
  NotePointers(acting, StaticPhase::kUse, call);
  // What stays has been told; only for what is new it is worth waiting whether it stays.
  const auto is_told = [&](const StateChange& one) { return told_.contains(Text(one)); };
  const std::vector<StateChange> now = Differences(process_, CaptureProcessState());
  if (std::all_of(now.begin(), now.end(), is_told)) return;
  std::vector<StateChange> changes = ProcessChanges(acting);
  std::erase_if(changes, is_told);
  for (const StateChange& one : changes) told_.insert(Text(one));
  Tell({.phase = StaticPhase::kUse, .interpreter = acting.index, .call = call}, std::move(changes));
}

void LevelRecorder::After(std::span<const Seat> seats, const Seat& acting, StaticPhase phase) {
  if (!wanted_) return;
  channel_.Begin(stages::kLevels, acting.index);
  std::vector<StateChange> changes = ProcessChanges(acting);
  std::erase_if(changes, [&](const StateChange& one) { return told_.contains(Text(one)); });
  for (StateChange& change : functions_.TakeChanges()) changes.push_back(std::move(change));
  Tell({.phase = phase, .interpreter = acting.index}, std::move(changes));
  TryExchanged(acting, "");
  NotePointers(acting, phase, "");
  for (std::size_t i = 0; i < seats.size() && i < others_.size(); ++i) {
    if (seats[i].index == acting.index) continue;
    if (ISOGRADE_FAULT("experiment/other-interpreters-are-not-read")) continue;
    Tell({.phase = phase, .interpreter = acting.index, .seen_in = seats[i].index},
         Differences(others_[i], StateOf(seats[i])));
  }
}

void LevelRecorder::NotePointers(const Seat& acting, StaticPhase phase, const std::string& call) {
  std::map<std::string, std::vector<ForeignPointers::Pointer>> by_library;
  for (ForeignPointers::Pointer& one : pointers_.TakeNew()) {
    if (!functions_.Holds(one.address)) by_library[one.library].push_back(std::move(one));
  }
  if (by_library.empty()) return;
  LibraryPointers told{.phase = phase, .interpreter = acting.index, .call = call};
  for (auto& [library, pointers] : by_library) {
    if (pointers.size() > kMostPointers) pointers.resize(kMostPointers);
    std::vector<StaticPlace> places;
    for (const auto& one : pointers) places.push_back({.address = one.file_address});
    const StaticNames::Library names = NamedPlaces(library, std::move(places));
    for (std::size_t i = 0; i < pointers.size(); ++i) {
      LibraryPointer& word =
          told.words.emplace_back(LibraryPointer{.library = library,
                                                 .target_library = pointers[i].target_library,
                                                 .points_to = PlaceInWords(pointers[i].value)});
      if (i < names.variables.size()) word.variable = names.variables[i];
    }
  }
  channel_.Observe(told);
}

// Calls what was exchanged in another interpreter, without arguments: as it was, then as it is now.
void LevelRecorder::TryExchanged(const Seat& acting, const std::string& call) {
  const auto other = std::find_if(seats_.begin(), seats_.end(), [&](const Seat& seat) {
    return seat.index != acting.index && seat.loaded();
  });
  if (other == seats_.end()) return;
  for (const FunctionTables::Exchanged& one : functions_.exchanged()) {
    channel_.Begin(stages::kLevels, other->index, one.name);
    const auto given = [&](PyCFunction function) {
      one.table->ml_meth = function;
      return other->interpreter->Run([&] { return GivenBy(one.name); });
    };
    const std::string first = given(one.was);
    usleep(kBetweenCalls);
    const std::string before = given(one.was), after = given(one.is);
    if (before.starts_with("raised TypeError")) continue;  // it takes arguments
    channel_.Observe(ExchangedCall{.interpreter = other->index,
                                   .exchanged_by = acting.index,
                                   .function = one.name,
                                   .call = call,
                                   .before = before,
                                   .after = after,
                                   .differs = IsAnother(first, before, after)});
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
      Tell({.phase = StaticPhase::kUse, .interpreter = last->index, .seen_in = seats[i].index},
           {{.level = nlohmann::json(current.level).get<StateLevel>(),
             .item = fmt::format("`{}`", current.seen),
             .was = before[i],
             .is = fmt::format("{} after `{}`", after, current.set)}});
    }
  }
}

// What is shown by calls without arguments.
std::vector<std::string> LevelRecorder::Standing(const Seat& seat) const {
  return seat.interpreter->Run([&] {
    std::vector<std::string> values;
    for (const Recipe::Found& found : recipe_.found) {
      if (!found.call.ends_with("()")) continue;
      Recipe::Found by_value = found;
      by_value.by_value = true;
      values.push_back(FoundValue(by_value, found.call, seat));
    }
    return values;
  });
}

void LevelRecorder::SetFound(std::span<const Seat> seats) {
  if (!wanted_ || recipe_.found.empty()) return;
  const auto last = std::find_if(seats.rbegin(), seats.rend(), [](const Seat& seat) {
    return CanCall(seat) && seat.found_names;
  });
  if (last == seats.rend()) return;
  const auto set = [&](int number) {
    last->interpreter->Run([&] {
      for (const Recipe::Found& found : recipe_.found) {
        const std::string call = WithOwnValues(found.call, number);
        channel_.Begin(stages::kLevels, last->index, call);
        FoundValue(found, call, *last);
      }
    });
    return Standing(*last);
  };
  const auto of_all = [&] {
    std::vector<std::vector<std::string>> values;
    for (const Seat& seat : seats)
      values.push_back(CanCall(seat) && seat.found_names ? Standing(seat)
                                                         : std::vector<std::string>());
    return values;
  };
  constexpr int kFirst = 3, kSecond = 5;
  channel_.Begin(stages::kLevels, last->index);
  const auto usual = of_all(), still = of_all();
  const std::vector<std::string> first = set(kFirst);
  const auto after_first = of_all();
  const std::vector<std::string> second = set(kSecond);
  const auto after_second = of_all();
  std::vector<std::string> calls;
  for (const Recipe::Found& found : recipe_.found) {
    if (found.call.ends_with("()")) calls.push_back(found.call);
  }
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (seats[i].index == last->index || usual[i].empty()) continue;
    for (std::size_t call = 0; call < calls.size(); ++call) {
      const bool follows = HasNumber(first[call], kFirst) && HasNumber(second[call], kSecond) &&
                           after_first[i][call] == first[call] &&
                           after_second[i][call] == second[call];
      if (usual[i][call] != still[i][call] || usual[i][call] == first[call] ||
          first[call] == second[call] || !follows || HasAddress(second[call]))
        continue;
      Tell({.phase = StaticPhase::kUse, .interpreter = last->index, .seen_in = seats[i].index},
           {{.level = StateLevel::kThread,
             .item = fmt::format("`{}`", calls[call]),
             .was = usual[i][call],
             .is = second[call]}});
    }
  }
}

void LevelRecorder::Tell(LevelChanges told, std::vector<StateChange> changes) {
  if (changes.empty()) return;
  for (StateChange& change : changes) {
    std::string reason = PurposeOf(recipe_, change);
    told.changes.push_back({std::move(change), std::move(reason)});
  }
  channel_.Observe(told);
}

}  // namespace isograde
