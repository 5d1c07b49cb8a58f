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
#include "suites/identity/module_types.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ExceptionCrossing, name, address, raised_in, caught_in);
ISOGRADE_JSON_FIELDS(ExceptionMatches, compared, crossings);
namespace {

constexpr std::size_t kLongestValue = 4000;

// The class that "Error" or "a.b.Error" names on the module: a new reference, or none with the
// exception set.
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

RaiseOutcome TryRaise(const Seat& seat, const Recipe::Raise& raise, const CallPhase& phase) {
  RaiseOutcome outcome{
      .phase = phase, .interpreter = seat.index, .exception = raise.exception, .call = raise.call};
  if (seat.setup_raised) {
    outcome.trouble = "the recipe's setup raised " + Text(seat.setup_raised);
    return outcome;
  }
  Reference type = AttributeByPath(seat.module, raise.exception);
  if (!type) {
    PyErr_Clear();
    outcome.trouble = fmt::format("the module has no attribute {}", raise.exception);
    return outcome;
  }
  Reference value = seat.names->Evaluate(raise.call);
  if (value) return outcome;
  Reference raised = Reference::Steal(TakeRaisedObject());
  outcome.raised = Describe(raised.get());
  outcome.caught = PyErr_GivenExceptionMatches(raised.get(), type.get()) != 0 ||
                   ISOGRADE_FAULT("experiment/whatever-is-raised-is-caught");
  return outcome;
}

UseOutcome TryUse(const Seat& seat, const std::string& call, const CallPhase& phase) {
  UseOutcome outcome{.phase = phase, .interpreter = seat.index, .call = call};
  if (seat.setup_raised) {
    outcome.trouble = "the recipe's setup raised " + Text(seat.setup_raised);
    return outcome;
  }
  Reference value = seat.names->Evaluate(call);
  if (value) {
    outcome.value = ReprOf(value.get(), kLongestValue);
  } else {
    outcome.raised = TakeRaised();
  }
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

void PrepareCalls(const Subject& subject, Seat& seat) {
  if (!seat.loaded()) return;
  seat.interpreter->Run([&] {
    seat.names = std::make_unique<Namespace>();
    seat.names->Set("module", seat.module);
    if (!subject.recipe.setup.empty())
      seat.setup_raised = seat.names->Execute(subject.recipe.setup);
  });
}

void Leave(Seat& seat) {
  seat.interpreter->Run([&] {
    seat.names.reset();
    Py_DecRef(std::exchange(seat.module, nullptr));
  });
}

void RecordRaises(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
                  Channel& channel, const Stage& stage) {
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    for (const Recipe::Raise& raise : subject.recipe.raises) {
      channel.Begin(stage, seat.index, raise.call);
      channel.Observe(seat.interpreter->Run([&] { return TryRaise(seat, raise, phase); }));
    }
  }
}

void RecordUses(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
                Channel& channel, const Stage& stage) {
  const std::vector<std::string> calls = subject.recipe.uses();
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    for (const std::string& call : calls) {
      channel.Begin(stage, seat.index, call);
      channel.Observe(seat.interpreter->Run([&] { return TryUse(seat, call, phase); }));
    }
  }
}

void RecordOldRaises(const Subject& subject, const Seat& seat, Channel& channel) {
  for (const Recipe::Raise& raise : subject.recipe.raises) {
    channel.Begin(stages::kOldRaise, seat.index, raise.call);
    channel.Observe(
        seat.interpreter->Run([&] { return TryRaise(seat, raise, {CallPhase::kAfterReimport}); }));
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
