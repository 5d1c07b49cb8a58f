#include "suites/state/level_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "checklist/demonstrated.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(LevelChange, change, reason);
ISOGRADE_JSON_FIELDS(LevelChanges, phase, interpreter, seen_in, call, changes);

namespace {

// What the same act brought about where only the modules were imported that the target imports.
std::vector<StateChange> WithoutTarget(const Observations& seen, const LevelChanges& told) {
  std::vector<StateChange> changes;
  const Record* const without = seen.Without(experiments::kMainFirst);
  if (!without || told.phase != StaticPhase::kImport) return changes;
  for (const LevelChanges& other : without->All<LevelChanges>()) {
    if (other.phase != told.phase || other.interpreter != told.interpreter ||
        other.seen_in != told.seen_in)
      continue;
    for (const LevelChange& change : other.changes) changes.push_back(change.change);
  }
  return changes;
}

// The target's own doing.
std::vector<LevelChange> Own(const Observations& seen, const LevelChanges& told) {
  const std::vector<StateChange> others = WithoutTarget(seen, told);
  if (others.empty()) return told.changes;
  std::vector<StateChange> all;
  for (const LevelChange& change : told.changes) all.push_back(change.change);
  std::vector<LevelChange> own;
  for (StateChange& left : Beyond(others, std::move(all))) {
    const auto same =
        std::find_if(told.changes.begin(), told.changes.end(), [&](const LevelChange& one) {
          return one.change.level == left.level && one.change.item == left.item;
        });
    own.push_back({std::move(left), same->reason});
  }
  return own;
}

}  // namespace

Finding JudgeLevels(const Observations& seen, std::initializer_list<StateLevel> levels) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  std::vector<Evidence> evidence, on_purpose;
  for (const LevelChanges& told : seen[experiments::kMainFirst].All<LevelChanges>()) {
    for (const LevelChange& change : Own(seen, told)) {
      if (std::find(levels.begin(), levels.end(), change.change.level) == levels.end()) continue;
      const std::string by =
          told.call.empty() ? std::string(Words(told.phase)) : fmt::format("`{}`", told.call);
      const std::string who = told.seen_in < 0
                                  ? fmt::format("by {} in interpreter {}", by, told.interpreter)
                                  : fmt::format("in interpreter {}, by {} in interpreter {}",
                                                told.seen_in, by, told.interpreter);
      Evidence one{.text = fmt::format("{} ({})", Text(change.change), who),
                   .interpreters = {told.interpreter}};
      if (told.seen_in >= 0) one.interpreters.push_back(told.seen_in);
      if (change.reason.empty()) {
        evidence.push_back(std::move(one));
      } else {
        one.text += "; on purpose: " + change.reason;
        on_purpose.push_back(std::move(one));
      }
    }
  }
  if (!evidence.empty()) {
    const std::string first = evidence.front().text;
    return Fail(first).With(std::move(evidence));
  }
  if (on_purpose.empty()) return Pass();
  const std::string first = on_purpose.front().text;
  return Pass(first).With(std::move(on_purpose));
}

}  // namespace isograde
