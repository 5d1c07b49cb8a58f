#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checklist/import_outcome.h"
#include "checklist/subject.h"
#include "evidence/process_state.h"
#include "interpreter/search_path.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// Imports the target in interpreter after interpreter, as its user would; the first one that loads
/// it sets what the others are compared with. Of a distribution, what its roots have that is public
/// is compared, by kind: the class that stands in for an extension's is another one by right.
class ImportRecorder {
 public:
  /// `alone`: the experiment is main's alone, which shows what a plain import changes. Made before
  /// any library of the target is opened, whose constructors are part of that.
  ImportRecorder(const Subject& subject, bool alone, Channel& channel)
      : subject_(subject),
        alone_(alone),
        channel_(channel),
        members_(LoadedMembers(subject.target)) {
    if (alone) begin_ = CaptureProcessState();
  }

  /// Imports in the seat's interpreter, and once more where it was refused by ImportError. Fills
  /// the seat.
  void Import(Seat& seat);
  /// Imports anew what sys.modules no longer has: a new reference, or nullptr with the exception
  /// set.
  PyObject* ImportAnew() const;
  /// The members of a distribution that the current interpreter has loaded, in order, nullptr for
  /// the others: new references.
  std::vector<PyObject*> Members() const;
  struct Imported {
    PyObject* module = nullptr;  ///< a new reference; nullptr: it did not load
    RaisedException raised;
  };
  /// The same, with what it raised. A control has its module all the same, and tells what the first
  /// one raised of those that it imports instead of a target.
  Imported ImportAndTell() const;

 private:
  using Contents = std::map<std::string, std::string>;  // name -> what it is
  static Contents ContentsOf(const Target& of, PyObject* module);
  void ObserveMembers(const Seat& seat, const ImportOutcome& outcome);
  Contents InnerContents() const;
  void CompareInner(ImportOutcome& outcome);
  void CompareBrought(ImportOutcome& outcome);
  void Compare(Contents contents, std::optional<Contents>& reference, ImportOutcome& outcome) const;

  const Subject& subject_;
  bool alone_;
  Channel& channel_;
  std::vector<Target> members_;  ///< of a distribution
  std::optional<ProcessState> begin_;
  std::optional<Contents> reference_;
  std::optional<std::set<std::string>> brought_;  ///< by the first that has all of its own
  std::optional<Contents> inner_reference_;       ///< of a distribution's modules that are no roots
  std::map<std::string, std::optional<Contents>> member_references_;
};

/// Takes a module out of the current interpreter's sys.modules, and all below it: a package that
/// is imported anew finds the submodules that were left behind, but no attributes for them
/// (importlib._bootstrap, _find_and_load_unlocked, sets those when it loads one). All modules of a
/// distribution go together. Leaves one that no import could make anew
/// (cpython::IsMadeByRuntimeAlone).
void DropFromModules(const Target& target);
void DropFromModules(const std::string& name);

/// Gives a new interpreter the module search path of the hosting one: `sys.path` as it is in main.
void AdoptSearchPath(const Seat& main, const Seat& other);

}  // namespace isograde
