#include "grading/kept_observations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "base/file_text.h"
#include "checklist/blame.h"
#include "checklist/import_outcome.h"
#include "checklist/subject.h"

namespace isograde {
namespace {

bool IsControl(const Target& target) { return target.name == ControlSubject().target.name; }

std::string TextOfRecipe(const Recipe& recipe) {
  std::string text;
  for (const Recipe::Found& found : recipe.found)
    text += fmt::format("{} {} {}\n", found.call, fmt::join(found.needs, " "), found.by_value);
  text += recipe.callback;
  if (recipe.called) text += nlohmann::json(*recipe.called).dump();
  try {
    return recipe.file.empty() ? text : text + ReadFile(recipe.file);
  } catch (const UsageError&) {
    return text + recipe.file;  // its fault is told
  }
}

}  // namespace

std::string WhatElse(const Recipe& recipe, const Effort& effort, const Limits& limits,
                     const Held& held, bool seeded) {
  return fmt::format(
             "{} interpreters, stress {}, seed {}, fast {}, unread {}, {} and {} ms, {} and {} "
             "bytes, {} processes, held {}\n",
             effort.interpreters, effort.stress, seeded ? std::to_string(effort.seed) : "any",
             effort.fast, fmt::join(effort.unread, " "), limits.time.count(), limits.in_all.count(),
             limits.memory_bytes, limits.output_bytes, limits.processes,
             nlohmann::json(held).dump()) +
         TextOfRecipe(recipe);
}

void KeptObservations::Know(const Target& target, const Recipe& recipe, const Effort& effort) {
  if (!store_) return;
  std::string options = WhatElse(recipe, effort, limits_, pool_.held(), seeded_);
  pool_.Know(store_.RecordsOf(target.name, options));
  told_[target.name] = {target, std::move(options)};
}

void KeptObservations::Keep(Schedule& schedule) {
  for (auto& [name, told] : told_) {
    if (told.is_kept || !store_.Holds(name)) continue;
    const Store::Records records = WorthKeeping(told, schedule);
    if (records.empty()) continue;
    store_.Keep(name, told.options, records);
    told.is_kept = !IsControl(told.target);  // more of these may be run yet
  }
}

// Whoever broke, or took too long, may not do so the next time. What its own code did stays, and
// what CPython does without it as well, which is no finding of anybody's.
Store::Records KeptObservations::WorthKeeping(Told& told, Schedule& schedule) const {
  Store::Records records;
  const std::vector<std::string> keys = schedule.FinishedOf(told.target.name);
  if (keys.empty()) return records;  // nobody is waited for
  told.is_whole = true;
  // What main cannot import is not looked at any further, and why it cannot may be no fault of its
  // files: out of memory, for one.
  const auto outcome =
      IsControl(told.target) ? std::nullopt : schedule.Alone(told.target).First<ImportOutcome>();
  if (!IsControl(told.target) && (!outcome || !outcome->loaded)) {
    told.is_whole = false;
    return records;
  }
  for (const std::string& key : keys) {
    const Record& record = *pool_.Find(key);
    const bool stays = record.ending == Ending::kSignalled &&
                       (schedule.BreaksWithout(told.target.name, key) ||
                        BrokeInOwnCode(record, schedule.Single(told.target)));
    if (record.complete() || stays)
      records.emplace(key, record);
    else
      told.is_whole = false;
  }
  return records;
}

bool KeptObservations::IsWhole(const Target& target) const {
  const auto told = told_.find(target.name);
  return told != told_.end() && told->second.is_kept && told->second.is_whole;
}

bool KeptObservations::IsFromStore(const Target& target, const Schedule& schedule) const {
  if (!told_.contains(target.name)) return false;
  const std::vector<std::string> keys = schedule.FinishedOf(target.name);
  return !keys.empty() && std::none_of(keys.begin(), keys.end(), [this](const std::string& key) {
    return pool_.WasRun(key);
  });
}

}  // namespace isograde
