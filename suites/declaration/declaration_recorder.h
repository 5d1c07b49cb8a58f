#pragma once

#include "checklist/declaration.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

namespace stages {
inline constexpr Stage kDeclare{.id = "declare", .words = "reading its definition"};
}  // namespace stages

/// Sends a Declaration and a Making of each member, Declarations and Makings of a distribution, and
/// OwnExtensions.
void RecordDeclarations(const Subject& subject, const Seat& seat, Channel& channel);

}  // namespace isograde
