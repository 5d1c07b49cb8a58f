#pragma once

#include "checklist/observations.h"
#include "target/target.h"

namespace isograde {

/// What was observed of a distribution as one: what is of a member alone is left out.
Observations OfTheWhole(const Observations& seen);

/// What was observed of one member of the distribution that `seen` is of. What a recorder says of
/// each member takes the place of what it says of the whole.
Observations OfMember(const Observations& seen, const Target& member);

/// For a check of members, of which each is judged by itself: what a member broke is left to it.
void LeaveBreaksToMembers(Observations& seen);

/// Of a record, what came of importing the whole, and how it ended.
Record ImportsOfTheWhole(const Record& record);

/// The same of a single record.
Record OfTheWhole(const Record& record);
Record OfMember(const Record& record, const Target& member, const Target& distribution);

}  // namespace isograde
