#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "evidence/state_change.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace stages {
inline constexpr Stage kCreate{.id = "create", .words = "creating an interpreter", .creates = true};
inline constexpr Stage kImport{.id = "import", .words = "importing it"};
inline constexpr Stage kRetry{.id = "retry", .words = "importing it again after a refusal"};
}  // namespace stages

/// A module that an import brought along from outside the target's package.
struct BroughtModule {
  std::string name;
  std::string file;                   ///< empty: it has none
  bool is_extension = false;          ///< not written in Python; builtin ones too
  std::string multiple_interpreters;  ///< what an extension declares, as Declaration has it
};
ISOGRADE_JSON(BroughtModule);

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
  std::vector<StateChange> changes;   ///< of process and runtime that it left; of a loading one in
                                      ///< main alone only
  std::vector<std::string>
      differences;  ///< from the implementation that the first interpreter got: names, types, file
  // Of a distribution, whose roots are imported one after another:
  std::string root;                          ///< that did not load
  std::size_t extension_modules = 0;         ///< of its own that are there
  std::vector<std::string> missing_modules;  ///< where all did: extension modules that main loads
  std::vector<std::string> missing_names;    ///< public ones of its roots
  /// Extension modules of other distributions that main loads: by these it falls back, too.
  std::vector<std::string> missing_elsewhere;
  std::vector<std::string> inner_differences;  ///< of its other public modules, as `differences`
  std::vector<BroughtModule> brought;          ///< in order, whether it loaded or not; in further
                                               ///< interpreters extension modules only
  int processes_left = 0;                      ///< child processes that the import left behind
};
ISOGRADE_JSON(ImportOutcome);

/// What came of importing the target once more in main alone, after it had been taken out of
/// sys.modules. What does not work there is not tried beside others.
struct SecondImport {
  static constexpr const char* kName = "second-import";
  std::string withheld;  ///< why it was not taken out; empty: it was
  RaisedException raised;

  bool worked() const { return withheld.empty() && !raised; }
};
ISOGRADE_JSON(SecondImport);

/// Who raised what came out of importing the target in one interpreter.
struct WhoRaised {
  static constexpr const char* kName = "who-raised";
  int interpreter = 0;
  RaisedException raised;  ///< by the target's import
  std::string module;      ///< that raised first: the target, its package's, or one that it imports
  bool is_own = false;     ///< of the target's top-level package
  RaisedException cause;   ///< what that one raised
};
ISOGRADE_JSON(WhoRaised);

}  // namespace isograde
