#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "explore/exploration.h"
#include "sandbox/limits.h"
#include "store/store.h"

namespace isograde {

/// Why nobody knows what a call would do to this machine, so that none is looked for; empty: what
/// is called is confined.
std::string WhatForbidsExploring(const Limits& limits);

/// Explores with a pool of its own: a call that does not get on is given up soon. `jobs`: 0 for one
/// per core.
Exploration ExploreConfined(const Target& target, const Recipe& recipe, const Limits& limits,
                            int jobs, std::chrono::milliseconds at_most);

/// What the store has of a target that has not changed, if anything.
std::optional<Exploration> StoredExploration(const Target& target, const Recipe& recipe,
                                             Store& store);

/// What the store has of a target that has not changed, or what exploring it shows, which is kept
/// unless the time was up first.
Exploration ExploreOnce(const Target& target, const Recipe& recipe, const Limits& limits, int jobs,
                        std::chrono::milliseconds at_most, Store& store);

}  // namespace isograde
