#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// How fast one worker, or several together, ran the recipe's exercise.
struct Pace {
  double per_second = 0;  ///< calls in a second of wall time, summed over the workers
  double core = 0;  ///< the part of the wall time in which a worker had a core; the least of all
};
ISOGRADE_JSON(Pace);

/// Of workers that ran at the same time. Nothing where one of them ran nothing.
std::optional<Pace> Together(std::span<const Pace> workers);

/// Rounds in which one interpreter, processes and own-GIL interpreters took turns.
struct Throughput {
  static constexpr const char* kName = "throughput";
  struct Round {
    Pace alone{}, processes{}, interpreters{};
  };
  int workers = 0;
  std::vector<Round> rounds{};
};
ISOGRADE_JSON(Throughput::Round);
ISOGRADE_JSON(Throughput);

/// Each round is a vote, since any of them may be spoilt by what else the machine does. Where
/// processes, which share nothing, did not get a core each, interpreters could not get into each
/// other's way either: such a round does not count. Nor does one in which they did more than so
/// many times the work of one interpreter: it was held up by something else.
struct ScalingVotes {
  int for_it = 0, against_it = 0, without_room = 0;

  bool scales() const { return for_it - against_it >= kLead; }
  bool does_not_scale() const { return against_it - for_it >= kLead; }
  bool decided() const { return scales() || does_not_scale(); }

  static constexpr int kLead = 3;
};

ScalingVotes CountVotes(const Throughput& seen);

}  // namespace isograde
