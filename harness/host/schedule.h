#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "checklist/observations.h"
#include "sandbox/child_pool.h"
#include "suites/experiments/experiment.h"
#include "target/recipe.h"

namespace isograde {

/// Which experiments a set of tests needs, run ahead of the tests that read them: each target
/// alone, then across interpreters; the control of each config once. What a target does alone
/// decides what follows: one that cannot be imported at all is not imported again, and `override`
/// is only tried where `isolated` does not load.
class Schedule {
 public:
  Schedule(ChildPool& pool, const RecipeBook& recipes, int interpreters)
      : pool_(pool), recipes_(recipes), interpreters_(interpreters) {}

  /// Queues all that `configs` of a target need. `configs` may be empty: the target alone.
  void Add(const Target& target, const std::set<InterpreterConfig>& configs);

  /// The observations of a target in a config; waits for them.
  Observations For(const Target& target, InterpreterConfig config);
  /// The target in main alone.
  const Record& Alone(const Target& target);
  /// The control's, with the same experiments; waits for them.
  const Observations& Control(InterpreterConfig config);
  /// Configs whose control was run.
  std::vector<InterpreterConfig> ControlledConfigs() const {
    return {controls_.begin(), controls_.end()};
  }
  /// True for `override` where it was not tried because `isolated` loads.
  bool LoadsByItself(const Target& target, InterpreterConfig config);
  /// False where it was left out: LoadsByItself, or a target that main alone cannot import.
  bool WasTried(const Target& target, InterpreterConfig config);

  /// Interpreters that were created, by config.
  const std::map<InterpreterConfig, int>& created() const { return created_; }

 private:
  void QueueAcross(const Subject& subject, InterpreterConfig config);
  void QueueControl(InterpreterConfig config);
  bool Importable(const Record& alone) const;

  ChildPool& pool_;
  const RecipeBook& recipes_;
  int interpreters_;
  std::set<InterpreterConfig> controls_;
  std::map<InterpreterConfig, Observations> control_observations_;
  std::map<InterpreterConfig, int> created_;
  std::set<std::string> skipped_;  ///< keys of experiments that a rule above left out
};

}  // namespace isograde
