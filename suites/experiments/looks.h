#pragma once

#include <span>

#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// Walks, probes with attributes and derives from the types of the target, or of each of its
/// members, in the interpreters that loaded it.
void LookAtObjects(const Subject& subject, std::span<const Seat> seats, Channel& channel);

/// Walks alone: `stage` is stages::kWalk, or kWalkAgain after calls.
void WalkObjects(const Subject& subject, std::span<const Seat> seats, Channel& channel,
                 const Stage& stage);

/// Compares exception classes.
void MatchExceptions(const Subject& subject, std::span<const Seat> seats, Channel& channel);

}  // namespace isograde
