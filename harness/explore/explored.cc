#include "explore/explored.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/progress.h"

namespace isograde {
namespace {

constexpr std::chrono::milliseconds kOfOneCall{2'000};
const std::string kOptions = "explored ";  // beside what reports are kept for

// Another recipe may leave other calls to be kept.
std::string OptionsOf(const Recipe& recipe) {
  std::string options = kOptions + recipe.module + recipe.setup;
  for (const std::string& call : recipe.uses()) options += call;
  return options;
}

}  // namespace

std::string WhatForbidsExploring(const Limits& limits) {
  if (limits.confining == Confining::kOff)
    return "calls are looked for in confinement alone (--confine off)";
  ChildPool pool(1, limits);
  std::vector<std::string> open = Open(pool.held());
  if (!pool.held().metadata) open.emplace_back("change modes and owners of files");
  if (open.empty()) return {};
  return fmt::format("calls are not looked for where what is called may {}", fmt::join(open, ", "));
}

Exploration ExploreConfined(const Target& target, const Recipe& recipe, const Limits& limits,
                            int jobs, std::chrono::milliseconds at_most) {
  Limits short_ = limits;
  short_.time = std::min(limits.time, kOfOneCall);
  ChildPool pool(jobs, short_);
  pool.OnProgress(Progress::ShowExperiments);
  return Explore(target, recipe, pool, at_most);
}

std::optional<Exploration> StoredExploration(const Target& target, const Recipe& recipe,
                                             Store& store) {
  const auto told = store.ReportOf(target.name, OptionsOf(recipe));
  if (!told) return {};
  try {
    return told->get<Exploration>();
  } catch (const nlohmann::json::exception&) {
    return {};  // of another layout: it is explored anew
  }
}

Exploration ExploreOnce(const Target& target, const Recipe& recipe, const Limits& limits, int jobs,
                        std::chrono::milliseconds at_most, Store& store) {
  if (auto known = StoredExploration(target, recipe, store)) return *std::move(known);
  Exploration found = ExploreConfined(target, recipe, limits, jobs, at_most);
  if (found.trouble.empty() && !found.was_capped)
    store.KeepReport(target.name, OptionsOf(recipe), found);
  return found;
}

}  // namespace isograde
