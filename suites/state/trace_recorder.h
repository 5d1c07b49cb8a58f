#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/subject.h"
#include "elf/static_variable.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

namespace stages {
inline constexpr Stage kTraces{.id = "traces",
                               .words = "looking for what its calls leave behind for others",
                               .makes_calls = true,
                               .optional = true};
}  // namespace stages

/// A static variable of the target that a call changed.
struct TracedVariable {
  std::string library;  ///< path
  StaticVariable variable{};
  std::uint64_t address = 0;  ///< in the file
  std::uint64_t was = 0, is = 0;
  bool is_pointer = false;
  bool is_cause = false;  ///< with its old value, the old result came back
};
ISOGRADE_JSON(TracedVariable);

/// A call in one interpreter that changed what another call gives in another one, where that had
/// given the same three times in a row.
struct CallTrace {
  static constexpr const char* kName = "call-trace";
  int acting = 0;
  std::string call;
  int seen_in = 0;
  std::string shown_by;
  std::string was, is;
  std::vector<TracedVariable> variables{};
};
ISOGRADE_JSON(CallTrace);

/// How many calls were compared, where there was no trace.
struct CallsCompared {
  static constexpr const char* kName = "calls-compared";
  int acts = 0, probes = 0;
};
ISOGRADE_JSON(CallsCompared);

/// Has one seat make each call of the recipe and each that was found, with values of its own, and
/// another look at what some of them give after each. Leaves state changed: the last of an
/// experiment. `seats`: usable ones that live; nothing is done with fewer than two. `slow`: calls
/// that are left out, since each is made dozens of times.
void RecordTraces(const Subject& subject, std::span<const Seat> seats,
                  const std::set<std::string>& slow, Channel& channel);

}  // namespace isograde
