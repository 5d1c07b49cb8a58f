#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "checklist/effort.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"

namespace isograde {

/// One round of initialise, import, use and finalise.
struct Round {
  static constexpr const char* kName = "round";
  int round = 0;       ///< 1..
  std::string value;   ///< repr of what the exercise gave
  std::string raised;  ///< "ImportError: ..."; empty: nothing was raised
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Round, round, value, raised)

/// That there were no rounds, and why.
struct NoRounds {
  static constexpr const char* kName = "no-rounds";
  std::string reason;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NoRounds, reason)

/// kReinitialize: turns the child into `isograde-embed`, which loads the hosting Python's libpython
/// and goes through the rounds. Does not return where there is a libpython.
void RunReinitialize(const Subject& subject, const Effort& effort, Channel& channel);

}  // namespace isograde
