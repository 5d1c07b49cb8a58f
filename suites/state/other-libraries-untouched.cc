#include <fmt/format.h>

#include <algorithm>

#include "base/file_name.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/observations.h"
#include "suites/state/level_changes.h"
#include "suites/state/level_recorder.h"
#include "suites/state/library_pointers.h"

namespace isograde {
namespace {

struct Book {
  std::string_view symbol;
  std::string_view reason;
};

// Variables of CPython that whoever loads, or is looked up, comes into.
constexpr Book kBooks[] = {
    {"method_cache", "attributes of types that were looked up (typeobject.c, up to 3.9)"},
    {"type_cache", "as method_cache"},
    {"static_strings", "every _Py_Identifier that was used (unicodeobject.c, up to 3.9)"},
    {"static_arg_parsers", "every _PyArg_Parser that was used (getargs.c, up to 3.11)"},
    {"_PyRuntime", "registries and caches of the runtime"},
    {"PyOS_InputHook", "state/runtime-state-untouched tells of it"},
    {"PyOS_ReadlineFunctionPointer", "state/runtime-state-untouched tells of it"},
    {"_PyMem*", "state/runtime-state-untouched tells of allocators"},
    {"_PyObject*", "state/runtime-state-untouched tells of allocators"},
};

bool IsBook(const StaticVariable& variable) {
  return std::any_of(std::begin(kBooks), std::end(kBooks), [&](const Book& book) {
    return Matches(book.symbol, variable.name) || Matches(book.symbol, variable.symbol);
  });
}

std::string Name(const LibraryPointer& word) {
  const std::string library(FileName(word.library));
  const StaticVariable& variable = word.variable;
  if (variable.name.empty()) return fmt::format("a variable of {}", library);
  return fmt::format("{}{} of {}", variable.name, variable.member, library);
}

std::string Doing(StaticPhase phase, const std::string& call, int interpreter) {
  return fmt::format("{} in interpreter {}",
                     call.empty() ? std::string(Words(phase)) : fmt::format("`{}`", call),
                     interpreter);
}

Finding JudgeOtherLibraries(const Observations& seen) {
  std::vector<Evidence> evidence = EvidenceOfFunctions(seen);
  for (const LibraryPointers& told : seen[experiments::kMainFirst].All<LibraryPointers>()) {
    for (const LibraryPointer& word : told.words) {
      if (IsBook(word.variable)) continue;
      evidence.push_back({.text = fmt::format("{} points to {} (by {})", Name(word), word.points_to,
                                              Doing(told.phase, told.call, told.interpreter)),
                          .interpreters = {told.interpreter},
                          .file = word.variable.file,
                          .line = word.variable.line,
                          .variable = word.variable.name,
                          .library = word.library});
    }
  }
  if (evidence.empty()) {
    const std::string reason = NotSeenInSeveral(seen);
    return reason.empty() ? Pass() : NotApplicable(reason);
  }
  std::vector<Evidence> broken;
  for (const ExchangedCall& tried : seen[experiments::kMainFirst].All<ExchangedCall>()) {
    if (!tried.differs) continue;
    broken.push_back(
        {.text = fmt::format("{}() in interpreter {} gave {}, and gives {} after {}",
                             tried.function, tried.interpreter, tried.before, tried.after,
                             Doing(StaticPhase::kUse, tried.call, tried.exchanged_by)),
         .interpreters = {tried.interpreter, tried.exchanged_by}});
  }
  const bool breaks = !broken.empty();
  evidence.insert(evidence.begin(), broken.begin(), broken.end());
  const std::string first = evidence.front().text;
  Finding finding = Fail(first).With(std::move(evidence));
  if (breaks) finding.severity = Severity::kBreaks;
  return finding;
}

ISOGRADE_CHECK(
    {.id = "state/other-libraries-untouched",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kInterpreter,
     .severity = Severity::kContaminates,
     .claim = "No writable data of CPython or of another library comes to point into its code or "
              "data: method tables of other modules, hooks, slots of other modules' types.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#managing-global-state",
     .remedy =
         "A method table, a slot of a static type and a hook are one for all interpreters: replace "
         "the attribute of the module object instead (time.time = ...), which each interpreter has "
         "its own of, and put it back when asked to.",
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kLevels},
     .judge = JudgeOtherLibraries,
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
