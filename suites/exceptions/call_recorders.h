#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/call_outcome.h"
#include "checklist/subject.h"
#include "interpreter/python_error.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "suites/identity/call_results.h"

namespace isograde {

namespace stages {
inline constexpr Stage kRaise{
    .id = "raise", .words = "making it raise its own exception", .makes_calls = true};
inline constexpr Stage kUse{.id = "use", .words = "using it", .makes_calls = true};
inline constexpr Stage kOldRaise{
    .id = "old-raise", .words = "calling the old module after a re-import", .makes_calls = true};
inline constexpr Stage kMatch{.id = "match", .words = "comparing its exception classes"};
}  // namespace stages

/// An exception class that one interpreter raises and other ones' `except` catches.
struct ExceptionCrossing {
  std::string name;
  std::string address;  ///< of the class that catches
  int raised_in = 0;    ///< the first interpreter of which it is so
  std::vector<int> caught_in;
};
ISOGRADE_JSON(ExceptionCrossing);

struct ExceptionMatches {
  static constexpr const char* kName = "exception-matches";
  int compared = 0;  ///< exception classes of the module
  std::vector<ExceptionCrossing> crossings;
};
ISOGRADE_JSON(ExceptionMatches);

/// Which of the calls that use the target: those of the recipe by whether further interpreters are
/// documented to decline them, and those that exploring found.
enum class Uses { kAll, kDocumentedToDecline, kOthers, kFound };

/// Runs the recipe's setup in a namespace of the seat's own, `module` bound. Once for each seat
/// that loaded the target.
void PrepareCalls(const Subject& subject, Seat& seat);

/// Gives back all that the seat holds of its interpreter: before that ends. The seat has not loaded
/// the target afterwards.
void Leave(Seat& seat);

/// The raising calls, then the using ones, in each interpreter that loaded the target. `stage`:
/// what is begun with each call; `after`: what is done after each.
void RecordRaises(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
                  Channel& channel, const Stage& stage = stages::kRaise);
void RecordUses(const Subject& subject, std::span<const Seat> seats, const CallPhase& phase,
                Channel& channel, const Stage& stage = stages::kUse, Uses which = Uses::kAll,
                const AfterCall& after = {});

/// What is wrong with a recipe before anything is called: exceptions of its `declines` that there
/// are not, a callback that is no Python. These two for a loaded target, where main is alone.
void RecordMistakes(const Subject& subject, const Seat& seat, Channel& channel);
/// Whether the recipe's current state can be set and shown.
void RecordCurrent(const Subject& subject, const Seat& seat, Channel& channel);

/// One call in a seat whose interpreter is current.
UseOutcome TryUse(const Recipe& recipe, const Seat& seat, const std::string& call,
                  const CallPhase& phase);

/// The raising calls with the old module, after a re-import in the seat's interpreter.
void RecordOldRaises(const Subject& subject, const Seat& seat, Channel& channel);

/// Compares the module's exception classes between all interpreters that loaded it.
void RecordMatches(const Subject& subject, std::span<const Seat> seats, Channel& channel);

}  // namespace isograde
