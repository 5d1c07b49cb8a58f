#include "suites/state/level_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_name.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "evidence/function_tables.h"

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

// Opening a library of linear algebra, or of OpenMP, starts worker threads: no refusal could come
// before, and whoever refuses is not blamed for them (declaration/refuses-cleanly says the same).
bool StartsWorkers(const StateChange& change) { return change.item == "threads"; }

// What main's import changed, seen in main alone from before anything of the target was opened: the
// constructors of its libraries ran, before any init function. What main-first shows of the same
// import is left out, where that says something: it is told as such.
std::vector<LevelChange> BeforeItsInit(const Observations& seen) {
  const auto alone = seen[experiments::kAlone].First<ImportOutcome>();
  if (!alone || !alone->loaded) return {};
  std::vector<StateChange> others;
  for (const LevelChanges& told : seen[experiments::kMainFirst].All<LevelChanges>()) {
    if (!NotSeenInSeveral(seen).empty()) break;  // nothing else is said of it
    if (told.interpreter != 0 || told.phase != StaticPhase::kImport || told.seen_in >= 0) continue;
    for (const LevelChange& change : told.changes) others.push_back(change.change);
  }
  std::vector<StateChange> left = Beyond(others, alone->changes);
  if (const Record* const without = seen.Without(experiments::kMainFirst)) {
    if (const auto instead = without->First<ImportOutcome>(); instead && instead->interpreter == 0)
      left = Beyond(instead->changes, std::move(left));
  }
  std::vector<LevelChange> own;
  for (StateChange& change : left) own.push_back({std::move(change), {}});
  return own;
}

Evidence EvidenceOf(const LevelChange& change, const LevelChanges& told) {
  const std::string by =
      told.call.empty() ? std::string(Words(told.phase)) : fmt::format("`{}`", told.call);
  const std::string who = told.seen_in < 0
                              ? fmt::format("by {} in interpreter {}", by, told.interpreter)
                              : fmt::format("in interpreter {}, by {} in interpreter {}",
                                            told.seen_in, by, told.interpreter);
  Evidence one{.text = fmt::format("{} ({})", Text(change.change), who),
               .interpreters = {told.interpreter}};
  if (told.seen_in >= 0) one.interpreters.push_back(told.seen_in);
  if (!change.reason.empty()) one.text += "; on purpose: " + change.reason;
  return one;
}

}  // namespace

std::string PurposeOf(const Recipe& recipe, const StateChange& change) {
  for (const Recipe::Purpose& purpose : recipe.purposes) {
    if (purpose.level != JsonName(change.level)) continue;
    for (const std::string& item : purpose.items) {
      if (Matches(item + "*", change.item)) return purpose.reason;
    }
  }
  return {};
}

std::vector<Evidence> EvidenceOfFunctions(const Observations& seen) {
  std::vector<Evidence> evidence;
  for (const LevelChanges& told : seen[experiments::kMainFirst].All<LevelChanges>()) {
    for (const LevelChange& change : Own(seen, told)) {
      if (FunctionTables::IsOfFunction(change.change) && change.reason.empty())
        evidence.push_back(EvidenceOf(change, told));
    }
  }
  return evidence;
}

Finding JudgeLevels(const Observations& seen, std::initializer_list<StateLevel> levels) {
  const auto is_wanted = [&](const LevelChange& change) {
    return !FunctionTables::IsOfFunction(change.change) &&
           std::find(levels.begin(), levels.end(), change.change.level) != levels.end();
  };
  std::vector<Evidence> evidence, on_purpose;
  bool precedes_refusal = false;
  const std::string not_seen = NotSeenInSeveral(seen);
  for (const LevelChange& change : BeforeItsInit(seen)) {
    if (!is_wanted(change) || (!not_seen.empty() && StartsWorkers(change.change))) continue;
    evidence.push_back(
        {.text = fmt::format("{} (by opening its libraries, or importing it, in main)",
                             Text(change.change)),
         .interpreters = {0}});
    precedes_refusal |= !StartsWorkers(change.change);
  }
  if (!not_seen.empty() && evidence.empty()) return NotApplicable(not_seen);
  for (const LevelChanges& told : seen[experiments::kMainFirst].All<LevelChanges>()) {
    if (!not_seen.empty()) break;
    for (const LevelChange& change : Own(seen, told)) {
      if (!is_wanted(change)) continue;
      (change.reason.empty() ? evidence : on_purpose).push_back(EvidenceOf(change, told));
    }
  }
  if (!evidence.empty()) {
    const std::string first = evidence.front().text;
    Finding finding = Fail(first).With(std::move(evidence));
    finding.precedes_refusal = precedes_refusal;
    return finding;
  }
  if (on_purpose.empty()) return Pass();
  const std::string first = on_purpose.front().text;
  return Pass(first).With(std::move(on_purpose));
}

}  // namespace isograde
