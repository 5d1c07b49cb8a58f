#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "interpreter/python_error.h"

namespace isograde {

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

/// What came of one of the recipe's raising calls in one interpreter.
struct RaiseOutcome {
  static constexpr const char* kName = "raise";
  CallPhase phase;
  int interpreter = 0;
  std::string exception;  ///< attribute of the module that the call should raise
  std::string call;
  RaisedException raised;  ///< empty: the call returned
  bool caught =
      false;  ///< `except module.<exception>`, of the very module that was called, catches it
  std::string
      trouble;  ///< why it could not be tried: the setup raised, the module has no such attribute
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
};
ISOGRADE_JSON(UseOutcome);

}  // namespace isograde
