#pragma once

#include "checklist/declaration.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

namespace stages {
inline constexpr Stage kDeclare{.id = "declare", .words = "reading its definition"};
}  // namespace stages

/// Sends a Declaration.
void RecordDeclaration(const Subject& subject, const Seat& seat, Channel& channel);

}  // namespace isograde
