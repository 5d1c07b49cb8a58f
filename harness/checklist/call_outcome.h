#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace stages {
inline constexpr Stage kSetup{
    .id = "setup", .words = "running its recipe's setup", .makes_calls = true};
}  // namespace stages

/// When a call was made.
struct CallPhase {
  enum When {
    kAlone,
    kMainFirst,
    kBeforeMain,  ///< main has not imported the target yet
    kMainLast,
    kAfterReimport,
    kBeforeAnyEnd,
    kAfterEnd,  ///< of the interpreters `ended`
  };
  When when = kAlone;
  std::vector<int> ended = {};

  bool operator==(const CallPhase&) const = default;
};
NLOHMANN_JSON_SERIALIZE_ENUM(CallPhase::When, {{CallPhase::kAlone, "alone"},
                                               {CallPhase::kMainFirst, "main-first"},
                                               {CallPhase::kBeforeMain, "before-main"},
                                               {CallPhase::kMainLast, "main-last"},
                                               {CallPhase::kAfterReimport, "after-reimport"},
                                               {CallPhase::kBeforeAnyEnd, "before-any-end"},
                                               {CallPhase::kAfterEnd, "after-end"}})
ISOGRADE_JSON(CallPhase);
/// For a sentence: "main first", "after interpreters 1, 2 ended".
std::string Words(const CallPhase& phase);

/// What the recipe's setup raised in one interpreter: its calls are not made there.
struct SetupFailure {
  static constexpr const char* kName = "setup-failure";
  int interpreter = 0;
  RaisedException raised;
  std::string file{};  ///< of the recipe
  int line = 0;
};
ISOGRADE_JSON(SetupFailure);

/// What came of one of the recipe's raising calls in one interpreter.
struct RaiseOutcome {
  static constexpr const char* kName = "raise";
  CallPhase phase;
  int interpreter = 0;
  std::string exception;      ///< that the call should raise: Recipe::Raise
  bool is_elsewhere = false;  ///< that is no attribute of the module
  std::string call;
  RaisedException raised;  ///< empty: the call returned
  bool caught = false;  ///< `except` on it catches that, the very module's where it is the module's
  std::string trouble;  ///< why it could not be tried: the setup raised, there is no such exception
  bool is_wrong = false;     ///< the call itself is: Namespace::IsWrong
  std::string documented{};  ///< the exception that further interpreters are documented to raise
                             ///< (Recipe::Decline); empty: none
  bool declined = false;     ///< this one did

  bool MayDecline() const { return interpreter > 0 && !documented.empty(); }
};
ISOGRADE_JSON(RaiseOutcome);

/// What came of the recipe's exercise, or of one of its accepting calls, in one interpreter.
struct UseOutcome {
  static constexpr const char* kName = "use";
  CallPhase phase;
  int interpreter = 0;
  std::string call;
  std::string value;  ///< repr of the result
  RaisedException raised;
  std::string trouble;
  bool is_wrong = false;  ///< as of RaiseOutcome, and so are these
  std::string documented{};
  bool declined = false;

  bool MayDecline() const { return interpreter > 0 && !documented.empty(); }
};
ISOGRADE_JSON(UseOutcome);

/// What the calls that were found do besides using the target, as calls in its place: for a control
/// that has what it brings along instead (isograde/_explore/_apart.py).
struct CallsApart {
  static constexpr const char* kName = "calls-apart";
  std::vector<std::string> calls;
};
ISOGRADE_JSON(CallsApart);

/// What came of setting the recipe's current state in main alone.
struct CurrentOutcome {
  static constexpr const char* kName = "current";
  std::string call;  ///< that sets or shows it
  RaisedException raised;
};
ISOGRADE_JSON(CurrentOutcome);

}  // namespace isograde
