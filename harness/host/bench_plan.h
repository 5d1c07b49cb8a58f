#pragma once

#include "host/options.h"
#include "suites/bench/benchmark.h"
#include "target/recipe.h"

namespace isograde {

/// What the command line asks to be measured. Throws UsageError for a target that is none, and
/// where this CPython has none of the configs; says on stderr which of them it has not.
BenchmarkPlan PlanOf(const Options& options, const RecipeBook& recipes);

}  // namespace isograde
