#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

namespace stages {
inline constexpr Stage kAttributes{.id = "attributes",
                                   .words = "setting attributes on it and its types"};
inline constexpr Stage kSubclass{.id = "subclass", .words = "deriving from its types"};
}  // namespace stages

/// Something done to one object in one interpreter that showed in another.
struct Crossing {
  std::string object;  ///< "_csv", "_csv.Dialect"
  std::string
      what;  ///< "an attribute set on it", "a class derived from it", "a class registered with it"
  int made_in = 0;
  std::vector<int> seen_in;
};
ISOGRADE_JSON(Crossing);

/// Outcome of setting attributes on the module and its types.
struct AttributeCrossings {
  static constexpr const char* kName = "attribute-crossings";
  int tried = 0;  ///< objects that took an attribute
  std::vector<Crossing> crossings;
};
ISOGRADE_JSON(AttributeCrossings);

/// Outcome of deriving classes from its types and of registering classes with its ABCs.
struct TypeCrossings {
  static constexpr const char* kName = "type-crossings";
  int tried = 0;  ///< types that could be derived from
  std::vector<Crossing> crossings;
};
ISOGRADE_JSON(TypeCrossings);

/// Sets an attribute on the module and on each of its types in one interpreter, looks for it in the
/// others, takes it away. The others have looked for it before, so that a method cache that is not
/// told would answer wrongly.
void RecordAttributes(const std::string& target, std::span<const Seat> seats, Channel& channel);

/// Derives a class from each type, and registers one with each ABC, in one interpreter; looks for
/// it in the others.
void RecordSubclasses(const std::string& target, std::span<const Seat> seats, Channel& channel);

}  // namespace isograde
