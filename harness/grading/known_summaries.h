#pragma once

#include <map>
#include <string>
#include <vector>

#include "grading/grading_options.h"
#include "report/summary.h"
#include "sandbox/held.h"
#include "target/recipe.h"

namespace isograde {

struct KnownSummaries {
  std::map<std::string, Summary> summaries;  ///< by name
  std::vector<std::string> changes;          ///< of what was stored, what holds no more
};

/// What the store has of these distributions, or modules, from runs of every check as `options`
/// have them, as far as it still holds. Nothing is run. `package`: the folder of the isograde
/// Python package.
KnownSummaries FindSummaries(const GradingOptions& options, const std::vector<std::string>& names,
                             const std::string& package);

/// What else a summary rests on: see KeptObservations. Runs that leave checks out have none.
std::string SummaryOptions(const GradingOptions& options, const Held& held, const Recipe& recipe);
bool MakesSummaries(const GradingOptions& options);

}  // namespace isograde
