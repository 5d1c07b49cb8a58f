#pragma once

#include "bench/benchmark.h"
#include "bench/options.h"
#include "target/recipe.h"

namespace isograde {

/// What the command line asks to be measured. Throws UsageError for a target that is none, and
/// where this CPython has none of the configs; says on stderr which of them it has not.
BenchmarkPlan PlanOf(const BenchOptions& options, const std::vector<std::string>& targets,
                     const std::vector<InterpreterConfig>& configs, const RecipeBook& recipes);

}  // namespace isograde
