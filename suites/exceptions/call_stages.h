#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "checklist/subject.h"
#include "interpreter/python_error.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// What came of one of the recipe's raising calls in one interpreter.
struct RaiseOutcome {
  static constexpr const char* kName = "raise";
  std::string phase;  ///< "alone", "main first", "before main", "main last", "after re-import"
  int interpreter = 0;
  std::string exception;  ///< attribute of the module that the call should raise
  std::string call;
  RaisedException raised;  ///< empty: the call returned
  bool caught =
      false;  ///< `except module.<exception>`, of the very module that was called, catches it
  std::string
      trouble;  ///< why it could not be tried: the setup raised, the module has no such attribute
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RaiseOutcome, phase, interpreter, exception, call,
                                                raised, caught, trouble)

/// What came of the recipe's exercise, or of one of its accepting calls, in one interpreter.
struct UseOutcome {
  static constexpr const char* kName = "use";
  std::string phase;
  int interpreter = 0;
  std::string call;
  std::string value;  ///< repr of the result
  RaisedException raised;
  std::string trouble;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(UseOutcome, phase, interpreter, call, value, raised,
                                                trouble)

/// An exception class that one interpreter raises and other ones' `except` catches.
struct ExceptionCrossing {
  std::string name;
  std::string address;  ///< of the class that catches
  int raised_in = 0;    ///< the first interpreter of which it is so
  std::vector<int> caught_in;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ExceptionCrossing, name, address, raised_in,
                                                caught_in)

struct ExceptionMatches {
  static constexpr const char* kName = "exception-matches";
  int compared = 0;  ///< exception classes of the module
  std::vector<ExceptionCrossing> crossings;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ExceptionMatches, compared, crossings)

/// Runs the recipe's setup in a namespace of the seat's own, `module` bound. Once for each seat
/// that loaded the target.
void PrepareCalls(const Subject& subject, Seat& seat);

/// Gives back all that the seat holds of its interpreter: before that ends. The seat has not loaded
/// the target afterwards.
void Leave(Seat& seat);

/// The raising calls, then the using ones, in each interpreter that loaded the target. `stage`:
/// what is begun with each call.
void RunRaiseStage(const Subject& subject, std::span<const Seat> seats, const std::string& phase,
                   Channel& channel, Stage stage = Stage::kRaise);
void RunUseStage(const Subject& subject, std::span<const Seat> seats, const std::string& phase,
                 Channel& channel, Stage stage = Stage::kUse);

/// The raising calls with the old module, after a re-import in the seat's interpreter.
void RunOldRaiseStage(const Subject& subject, const Seat& seat, Channel& channel);

/// Compares the module's exception classes between all interpreters that loaded it.
void RunMatchStage(const Subject& subject, std::span<const Seat> seats, Channel& channel);

}  // namespace isograde
