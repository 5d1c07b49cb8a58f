#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/subject.h"
#include "interpreter/python_error.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// What came of importing the target in one interpreter.
struct ImportOutcome {
  static constexpr const char* kName = "import";
  int interpreter = 0;
  bool loaded = false;
  bool was_loaded = false;  ///< the interpreter itself had loaded it when it started
  RaisedException raised;   ///< where it did not load
  bool retry_loaded = false;
  RaisedException retry_raised;  ///< by the second attempt, after an ImportError
  std::vector<std::string>
      left_modules;  ///< names of its own that a refused import left in sys.modules
  std::vector<std::string> siblings;  ///< extension modules of its package that are there after a
                                      ///< refused import
  std::vector<std::string> changes;   ///< changes of process and runtime state that it left; of a
                                      ///< loading one in main alone only
  std::vector<std::string>
      differences;  ///< from the implementation that the first interpreter got: names, types, file
  std::vector<std::string>
      needed;  ///< extension modules from outside its package that its import loaded, in order
  int processes_left = 0;  ///< child processes that the import left behind
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ImportOutcome, interpreter, loaded, was_loaded,
                                                raised, retry_loaded, retry_raised, left_modules,
                                                siblings, siblings, changes, differences, needed,
                                                processes_left)

/// A module that the target imports and that does not load where the target does not.
struct DependencyFailure {
  static constexpr const char* kName = "dependency-failure";
  int interpreter = 0;
  std::string module;
  RaisedException raised;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DependencyFailure, interpreter, module, raised)

/// Imports the target in interpreter after interpreter, as its user would; the first one that loads
/// it sets what the others are compared with.
class ImportStage {
 public:
  /// `alone`: the experiment is main's alone, which shows what a plain import changes.
  ImportStage(const Subject& subject, bool alone, Channel& channel)
      : subject_(subject), alone_(alone), channel_(channel) {}

  /// Imports in the seat's interpreter, and once more where it was refused by ImportError. Fills
  /// the seat.
  void Import(Seat& seat);
  /// Imports anew what sys.modules no longer has: a new reference, or nullptr with the exception
  /// set.
  PyObject* ImportAnew() const;

 private:
  /// Where it did not load: looks for a module that its import needs (Subject::needed) and that
  /// does not load here either.
  void ExplainByDependency(const Seat& seat);

  using Contents = std::map<std::string, std::string>;  // name -> what it is
  Contents ContentsOf(PyObject* module) const;

  const Subject& subject_;
  bool alone_;
  Channel& channel_;
  std::optional<Contents> reference_;
};

/// Takes a name out of the current interpreter's sys.modules, if it is there.
void DropFromModules(const std::string& name);

/// `sys.path` of the current interpreter, as far as it is text.
std::vector<std::string> SearchPath();
void SetSearchPath(const std::vector<std::string>& entries);

/// Gives a new interpreter the module search path of the hosting one: `sys.path` as it is in main.
void AdoptSearchPath(const Seat& main, const Seat& other);

}  // namespace isograde
