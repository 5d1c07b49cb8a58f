#include "grading/known_summaries.h"

#include <optional>

#include "explore/explored.h"
#include "grading/kept_observations.h"
#include "sandbox/child_pool.h"
#include "store/store.h"

namespace isograde {

std::string SummaryOptions(const GradingOptions& options, const Held& held, const Recipe& recipe) {
  return WhatElse(recipe, options.effort, options.limits, held, options.seeded);
}

bool MakesSummaries(const GradingOptions& options) {
  return options.checks.empty() && options.configs.empty() && options.gtest.empty() &&
         !options.effort.fast;
}

KnownSummaries FindSummaries(const GradingOptions& options, const std::vector<std::string>& names,
                             const std::string& package) {
  KnownSummaries known;
  Store store(options.store);
  if (!store || !MakesSummaries(options)) return known;
  const RecipeBook recipes(package + "/modules_under_test/recipes", options.recipes);
  ChildPool pool(1, options.limits);
  store.LookUp(pool, names);
  for (const std::string& name : names) {
    const Store::Known* const found = store.Find(name);
    if (found && !found->holds()) known.changes.push_back(name + ": " + found->change);
    if (!found || !found->holds()) continue;
    const Recipe recipe = recipes.For(found->target);
    std::optional<nlohmann::json> told;
    // What rests on calls that exploring found says more.
    if (const auto explored = StoredExploration(found->target, recipe, store)) {
      const Recipe with_calls = With(recipe, CalledOf(*explored));
      told = store.ReportOf(name, SummaryOptions(options, pool.held(), with_calls));
    }
    if (!told) told = store.ReportOf(name, SummaryOptions(options, pool.held(), recipe));
    if (!told) continue;
    try {
      Summary summary = told->get<Summary>();
      summary.is_from_store = true;
      known.summaries.emplace(name, std::move(summary));
    } catch (const nlohmann::json::exception&) {
      continue;  // of another layout: it is made anew
    }
  }
  return known;
}

}  // namespace isograde
