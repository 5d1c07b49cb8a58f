#pragma once

#include <functional>
#include <span>

#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// Calls `record` with what is to be looked at one by one: the subject itself where it is a module;
/// each member of a distribution that main loads, as a subject of its own with its seats, what is
/// observed meanwhile being of that member. Other members are foreign to it then: an object is told
/// where it is defined.
void EachMember(const Subject& subject, std::span<const Seat> seats, Channel& channel,
                const std::function<void(const Subject&, std::span<const Seat>)>& record);

}  // namespace isograde
