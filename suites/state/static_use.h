#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checklist/finding.h"
#include "checklist/observations.h"
#include "sandbox/record.h"
#include "suites/state/static_recorder.h"

namespace isograde {

/// What a static variable is, by what was seen of it. The first that fits.
enum class StaticClass {
  kObject,        ///< holds an object of one interpreter
  kMainsAlone,    ///< holds one of main's, by calls that further interpreters decline
  kOverwritten,   ///< changed by a further import
  kLazyCache,     ///< filled in once, by a use
  kChangesInUse,  ///< changed by several uses
  kSetOnce,       ///< changed by the first import, and never again
  kUntouched,     ///< never changed
};

/// For a sentence: "overwritten by a further import".
std::string Words(StaticClass what);

/// A static variable, or as much of one as is known, and what became of it.
struct VariableUse {
  /// One object that it came to hold.
  struct Holding {
    int interpreter = 0;
    StaticPhase phase = StaticPhase::kImport;
    std::string member;  ///< in which part of it
    std::string type;
    std::string objection;
    std::uint64_t address = 0;  ///< of the object
    bool constant = false;      ///< nobody can change it
  };

  std::string library{};  ///< path
  std::string problem{};  ///< why its variables have no names
  StaticVariable variable{};
  StaticPlace place{};  ///< of the first word that changed
  std::vector<Holding> holdings{};
  bool is_mains_alone = false;    ///< only calls changed it that others declined, as documented
  int imports = 0;                ///< interpreters whose import changed it, and re-imports
  int uses = 0;                   ///< interpreters whose use changed it
  bool overwrote_object = false;  ///< a further import put an object in another one's place
  /// Where both are an attribute of their modules: its name. The last writer wins.
  std::string overwrote_attribute{};

  /// How bad it is that it holds objects of one interpreter, in the others of that config.
  Severity severity(InterpreterConfig config) const;
  void SetLibrary(const StaticNames::Library& of);
  StaticClass what() const;
  /// "`cache` (PyObject *, at _csv.c:53)", "a variable at .bss+0x40 of _csv.so, which has no
  /// symbols".
  std::string Name() const;
  Evidence Say(std::string text) const;
};

/// The variables that changed in an experiment, those with a row in the table of exemptions left
/// out. In the order of their addresses.
std::vector<VariableUse> VariablesUsed(const Record& record);

/// All names that an experiment has given, as one.
StaticNames NamesIn(const Record& record);

/// The variable that a library has at a place; one without a name where none is known.
StaticVariable VariableAt(const StaticNames& names, int library, const StaticPlace& place);

/// What a check of a target's static variables finds where nothing can be said of them; nullopt:
/// something can.
std::optional<Finding> NoStatics(const Observations& seen);

}  // namespace isograde
