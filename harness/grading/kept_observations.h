#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "checklist/effort.h"
#include "checklist/observations.h"
#include "grading/schedule.h"
#include "store/store.h"
#include "target/recipe.h"

namespace isograde {

/// What decides about observations besides what a target is and rests on.
std::string WhatElse(const Recipe& recipe, const Effort& effort, const Limits& limits,
                     const Held& held, bool seeded);

/// Between a schedule and the store: what is known of a target is not run again, what was run on it
/// is kept.
class KeptObservations {
 public:
  /// All must outlive it.
  KeptObservations(Store& store, ChildPool& pool, const Limits& limits, bool seeded)
      : store_(store), pool_(pool), limits_(limits), seeded_(seeded) {}

  /// To be called before a target, or ControlSubject(), is added to a schedule.
  void Know(const Target& target, const Recipe& recipe, const Effort& effort);
  /// Keeps what has been run to its end meanwhile; each target once.
  void Keep(Schedule& schedule);
  /// Whether all that was run on it is kept.
  bool IsWhole(const Target& target) const;
  /// Whether nothing was run on it.
  bool IsFromStore(const Target& target, const Schedule& schedule) const;

 private:
  struct Told {
    Target target;
    std::string options;
    bool is_kept = false;
    bool is_whole = false;
  };
  Store::Records WorthKeeping(Told& told, Schedule& schedule) const;

  Store& store_;
  ChildPool& pool_;
  const Limits& limits_;
  bool seeded_;
  std::map<std::string, Told> told_;  // by name
};

}  // namespace isograde
