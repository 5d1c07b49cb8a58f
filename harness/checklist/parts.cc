#include "checklist/parts.h"

#include <set>
#include <string>

#include "base/file_name.h"
#include "checklist/break_site.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

// Name of the member that broke it: one with a frame on the stack of what crashed, or the one that
// was being looked at. Empty: none did.
std::string BrokenBy(const Record& record, const Target& distribution) {
  if (!HasBroken(record)) return {};
  if (const ThreadStack* const stack = FaultingStack(record)) {
    for (const StackFrame& frame : stack->frames) {
      if (frame.library.empty()) continue;
      for (const Target::Member& member : distribution.members) {
        // One that main does not load is judged by nobody: what it breaks is the distribution's.
        if (member.is_loaded && IsSameFile(frame.library, member.file)) return member.name;
      }
    }
  }
  const Position last = record.last();
  for (const Target::Member& member : distribution.members) {
    if (!member.is_loaded) continue;
    if (last.detail == member.name || last.detail.starts_with(member.name + ": "))
      return member.name;
  }
  return {};
}

template <typename View>
Observations Viewed(const Observations& seen, View view) {
  Observations part{.target = seen.target,
                    .config = seen.config,
                    .without = seen.without,
                    .reliability = seen.reliability};
  for (const auto& [experiment, record] : seen.records) part.records[experiment] = view(record);
  return part;
}

}  // namespace

Record ImportsOfTheWhole(const Record& record) {
  Record whole = WithoutObservations(record);
  for (const auto& one : record.observations) {
    if (one->name == ImportOutcome::kName && one->of.empty()) whole.observations.Add(one);
  }
  return whole;
}

Record OfTheWhole(const Record& record) {
  Record whole = WithoutObservations(record);
  for (const auto& one : record.observations) {
    if (one->of.empty()) whole.observations.Add(one);
  }
  return whole;
}

Record OfMember(const Record& record, const Target& member, const Target& distribution) {
  std::set<std::string> by_member;
  for (const auto& one : record.observations) {
    if (!one->of.empty()) by_member.insert(one->name);
  }
  Record part = WithoutObservations(record);
  for (const auto& one : record.observations) {
    const bool stands_in = by_member.contains(one->name);
    if (one->of == member.name || (one->of.empty() && !stands_in)) part.observations.Add(one);
  }
  part.broke_elsewhere = HasBroken(record) && BrokenBy(record, distribution) != member.name;
  return part;
}

void LeaveBreaksToMembers(Observations& seen) {
  for (auto& [experiment, record] : seen.records)
    record.broke_elsewhere = !BrokenBy(record, seen.target).empty();
}

Observations OfTheWhole(const Observations& seen) {
  return Viewed(seen, [](const Record& record) { return OfTheWhole(record); });
}

Observations OfMember(const Observations& seen, const Target& member) {
  Observations part =
      Viewed(seen, [&](const Record& record) { return OfMember(record, member, seen.target); });
  part.target = member;
  return part;
}

}  // namespace isograde
