#include "suites/exceptions/call_recorders.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/fault.h"
#include "evidence/sharing_rule.h"
#include "interpreter/reference.h"
#include "sandbox/record.h"
#include "suites/identity/call_results.h"
#include "suites/identity/module_types.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ExceptionCrossing, name, address, raised_in, caught_in);
ISOGRADE_JSON_FIELDS(ExceptionMatches, compared, crossings);
namespace {

constexpr std::size_t kLongestValue = 4000;

// What "Error" or "a.b.Error" names on an object: a new reference, or none with the exception set.
Reference AttributeByPath(PyObject* object, const std::string& path) {
  Reference found = Reference::Borrow(object);
  for (std::size_t begin = 0; found && begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    found = Reference::Steal(
        PyObject_GetAttrString(found.get(), path.substr(begin, end - begin).c_str()));
    begin = end + 1;
  }
  return found;
}

struct NamedException {
  Reference type;             ///< none where there is no such exception
  bool is_elsewhere = false;  ///< not an attribute of the module

  explicit operator bool() const { return static_cast<bool>(type); }
  bool Catches(PyObject* raised) const {
    return raised && type && PyErr_GivenExceptionMatches(raised, type.get()) != 0;
  }
};

// The exception class of that name: the module's, another module's as imported in the current
// interpreter, or a builtin one. No exception is set afterwards.
NamedException ExceptionNamed(PyObject* module, const std::string& name) {
  const auto is_one = [](const Reference& found) {
    PyErr_Clear();
    return found && PyExceptionClass_Check(found.get());
  };
  if (Reference own = AttributeByPath(module, name); is_one(own)) return {std::move(own)};
  for (std::size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0;
       dot = name.rfind('.', dot - 1)) {
    const Reference other = Reference::Steal(PyImport_ImportModule(name.substr(0, dot).c_str()));
    PyErr_Clear();
    if (!other) continue;
    if (Reference found = AttributeByPath(other.get(), name.substr(dot + 1)); is_one(found))
      return {std::move(found), true};
  }
  Reference builtin = Reference::Borrow(PyDict_GetItemString(PyEval_GetBuiltins(), name.c_str()));
  if (is_one(builtin)) return {std::move(builtin), true};
  return {};
}

std::string NoSuchException(const std::string& name) {
  return fmt::format("there is no exception {}, neither of the module nor elsewhere", name);
}

// What the recipe documents of a call, and whether that is what it raised in a further interpreter.
template <typename Outcome>
void NoteDecline(const Recipe& recipe, const Seat& seat, PyObject* raised, Outcome& outcome) {
  const Recipe::Decline* const decline = recipe.DeclineIn(outcome.call);
  if (!decline) return;
  outcome.documented = decline->exception;
  if (seat.index == 0) return;
  outcome.declined = ExceptionNamed(seat.called, decline->exception).Catches(raised);
}

RaiseOutcome TryRaise(const Recipe& recipe, const Seat& seat, const Recipe::Raise& raise,
                      const CallPhase& phase) {
  RaiseOutcome outcome{
      .phase = phase, .interpreter = seat.index, .exception = raise.exception, .call = raise.call};
  if (seat.setup_raised) {
    outcome.trouble = "the recipe's setup raised " + Text(seat.setup_raised);
    return outcome;
  }
  const NamedException expected = ExceptionNamed(seat.called, raise.exception);
  outcome.is_elsewhere = expected.is_elsewhere;
  if (!expected) {
    outcome.trouble = NoSuchException(raise.exception);
    return outcome;
  }
  const Reference value = seat.names->Evaluate(raise.call);
  const Reference raised = Reference::Steal(TakeRaisedObject());
  NoteDecline(recipe, seat, raised.get(), outcome);
  if (!raised) return outcome;
  outcome.raised = Describe(raised.get());
  outcome.is_wrong = seat.names->IsWrong(raise.call, raised.get());
  outcome.caught =
      expected.Catches(raised.get()) || ISOGRADE_FAULT("experiment/whatever-is-raised-is-caught");
  return outcome;
}

// An exception class as addresses, which can be compared while other interpreters are current.
struct ExceptionClass {
  PyObject* type;
  std::vector<PyObject*> ancestors;  // itself included; those that may be shared left out
};

std::map<std::string, ExceptionClass> ExceptionsOf(const Subject& subject, const Seat& seat) {
  std::map<std::string, ExceptionClass> classes;
  const bool builtin = subject.target.kind == TargetKind::kBuiltin;
  for (const NamedType& entry : OwnExceptions(seat)) {
    ExceptionClass& found = classes[entry.name];
    found.type = entry.type;
    Reference mro = Reference::Steal(PyObject_GetAttrString(entry.type, "__mro__"));
    for (Py_ssize_t i = 0; mro && i < PyTuple_Size(mro.get()); ++i) {
      PyObject* const ancestor = PyTuple_GetItem(mro.get(), i);
      if (!seat.foreign.Contains(ancestor) && !SharingObjection(ancestor, builtin).empty())
        found.ancestors.push_back(ancestor);
    }
    PyErr_Clear();
  }
  return classes;
}

}  // namespace

UseOutcome TryUse(const Recipe& recipe, const Seat& seat, const std::string& call,
                  const CallPhase& phase) {
  UseOutcome outcome{.phase = phase, .interpreter = seat.index, .call = call};
  if (seat.setup_raised) {
    outcome.trouble = "the recipe's setup raised " + Text(seat.setup_raised);
    return outcome;
  }
  const Reference value = seat.names->Evaluate(call);
  const Reference raised = Reference::Steal(TakeRaisedObject());
  NoteDecline(recipe, seat, raised.get(), outcome);
  if (value) {
    outcome.value = ReprOf(value.get(), kLongestValue);
  } else if (raised) {
    outcome.raised = Describe(raised.get());
    outcome.is_wrong = seat.names->IsWrong(call, raised.get());
  }
  return outcome;
}

void PrepareCalls(const Subject& subject, Seat& seat) {
  if (!seat.loaded()) return;
  seat.interpreter->Run([&] {
    seat.names = std::make_unique<Namespace>();
    PyObject* const named =
        PyDict_GetItemString(PyImport_GetModuleDict(), subject.recipe.module.c_str());
    const bool is_part = subject.target.kind == TargetKind::kDistribution && named;
    seat.called = is_part ? named : seat.module;
    seat.names->Set("module", seat.called);
    PrepareFound(subject.recipe, seat);
    if (!subject.recipe.setup.empty())
      seat.setup_raised = seat.names->Execute(subject.recipe.setup);
  });
}

void Leave(Seat& seat) {
  seat.interpreter->Run([&] {
    seat.names.reset();
    if (seat.found_names) seat.found_names->Clear();
    seat.found_names.reset();
    seat.called = nullptr;
    for (PyObject* const member : std::exchange(seat.members, {})) Py_XDECREF(member);
    Py_DecRef(std::exchange(seat.module, nullptr));
  });
}

void RecordRaises(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
                  Channel& channel, const Stage& stage) {
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    for (const Recipe::Raise& raise : subject.recipe.raises) {
      channel.Begin(stage, seat.index, raise.call);
      channel.Observe(
          seat.interpreter->Run([&] { return TryRaise(subject.recipe, seat, raise, phase); }));
    }
  }
}

void RecordUses(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
                Channel& channel, const Stage& stage, Uses which, const AfterCall& after) {
  const Recipe& recipe = subject.recipe;
  std::vector<std::string> calls = recipe.uses();
  if (which == Uses::kFound) calls.clear();
  if (which != Uses::kAll)
    std::erase_if(calls, [&](const std::string& call) {
      return (recipe.DeclineIn(call) != nullptr) != (which == Uses::kDocumentedToDecline);
    });
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    for (const std::string& call : calls) {
      channel.Begin(stage, seat.index, call);
      channel.Observe(seat.interpreter->Run([&] { return TryUse(recipe, seat, call, phase); }));
      if (after) after(seat, call);
    }
    if (which == Uses::kAll || which == Uses::kFound)
      RecordFound(recipe, seat, phase, channel, stage, after);
  }
}

void RecordMistakes(const Subject& subject, const Seat& seat, Channel& channel) {
  const Recipe& recipe = subject.recipe;
  UseOutcome mistake{.phase = {CallPhase::kAlone}, .interpreter = seat.index};
  for (const Recipe::Decline& decline : recipe.declines) {
    if (ExceptionNamed(seat.called, decline.exception)) continue;
    mistake.call = decline.call;
    mistake.trouble = NoSuchException(decline.exception);
    channel.Observe(mistake);
  }
  mistake = {.phase = mistake.phase, .call = recipe.callback, .is_wrong = true};
  if (!recipe.callback.empty()) mistake.raised = Namespace::CompileError(recipe.callback);
  if (mistake.raised) channel.Observe(mistake);
}

void RecordCurrent(const Subject& subject, const Seat& seat, Channel& channel) {
  if (seat.setup_raised) return;
  for (const Recipe::Current& current : subject.recipe.current) {
    for (const std::string* const call : {&current.set, &current.seen}) {
      channel.Begin(stages::kUse, seat.index, *call);
      const Reference value = seat.names->Evaluate(*call);
      channel.Observe(CurrentOutcome{*call, TakeRaised()});
    }
  }
}

void RecordOldRaises(const Subject& subject, const Seat& seat, Channel& channel) {
  for (const Recipe::Raise& raise : subject.recipe.raises) {
    channel.Begin(stages::kOldRaise, seat.index, raise.call);
    channel.Observe(seat.interpreter->Run(
        [&] { return TryRaise(subject.recipe, seat, raise, {CallPhase::kAfterReimport}); }));
  }
}

void RecordMatches(const Subject& subject, std::span<const Seat> seats, Channel& channel) {
  ExceptionMatches result;
  std::map<int, std::map<std::string, ExceptionClass>> by_interpreter;
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    channel.Begin(stages::kMatch, seat.index);
    auto& classes = by_interpreter[seat.index];
    classes = seat.interpreter->Run([&] { return ExceptionsOf(subject, seat); });
    result.compared = std::max(result.compared, static_cast<int>(classes.size()));
  }
  std::set<std::string> told;
  for (const auto& [raiser, raised] : by_interpreter) {
    for (const auto& [name, own] : raised) {
      ExceptionCrossing crossing{.name = name, .raised_in = raiser};
      for (const auto& [catcher, caught] : by_interpreter) {
        const auto type = caught.find(name);
        if (raiser == catcher || type == caught.end()) continue;
        if (std::find(own.ancestors.begin(), own.ancestors.end(), type->second.type) ==
            own.ancestors.end())
          continue;
        crossing.address =
            fmt::format("{:#x}", reinterpret_cast<std::uintptr_t>(type->second.type));
        crossing.caught_in.push_back(catcher);
      }
      if (!crossing.caught_in.empty() && told.insert(name).second)
        result.crossings.push_back(std::move(crossing));
    }
  }
  channel.Observe(result);
}

}  // namespace isograde
