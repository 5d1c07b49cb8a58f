#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/finding.h"
#include "checklist/subject.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

namespace stages {
inline constexpr Stage kWalk{.id = "walk", .words = "walking its objects"};
inline constexpr Stage kWalkAgain{.id = "walk-again",
                                  .words = "walking its objects after its calls"};
}  // namespace stages

/// One object that several interpreters reach from their own module.
struct SharedObject {
  std::string path;  ///< from the module of the first of `interpreters`
  std::string type;
  std::string address;    ///< hexadecimal
  std::string objection;  ///< why it may not be shared
  std::vector<int> interpreters;
  bool constant = false;  ///< IsConstant
};
ISOGRADE_JSON(SharedObject);

/// What walking the module in each interpreter, all alive at once, found at the same address in two
/// or more.
struct SharedObjects {
  static constexpr const char* kName = "shared-objects";
  std::vector<SharedObject> objects;  ///< the topmost ones, at most `kMostReported`, constants last
  int topmost = 0;                    ///< how many there are that no other shared object leads to
  int constants = 0;                  ///< of these, how many are constant
  int total = 0;                      ///< with everything below them
  std::vector<std::size_t> walked;    ///< objects found, by interpreter that loaded the target
  bool truncated = false;             ///< the walk stopped at its limit
  bool after_calls = false;           ///< it was walked again, its calls having been made

  /// How bad it is in interpreters of that config, where there are any. Without a GIL in common,
  /// the counts of references to a constant are changed by several at once.
  Severity severity(InterpreterConfig config) const {
    return topmost > constants || HasOwnGil(config) ? Severity::kContaminates : Severity::kHygiene;
  }

  static constexpr std::size_t kMostReported = 40;
};
ISOGRADE_JSON(SharedObjects);

/// Walks the target in every interpreter that loaded it and sends a SharedObjects. All of them are
/// alive and stay so. `stage`: stages::kWalk, or kWalkAgain after calls.
void RecordSharing(const Subject& subject, std::span<const Seat> seats, Channel& channel,
                   const Stage& stage);

}  // namespace isograde
