#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checklist/effort.h"
#include "checklist/observations.h"
#include "checklist/subject.h"
#include "sandbox/child_pool.h"
#include "target/recipe.h"

namespace isograde {

/// Which experiments a set of tests needs, run ahead of the tests that read them: each target
/// alone, then across interpreters; the control of each at most once. What a target does decides
/// what follows: one that main alone cannot import is not imported again, `override` is only tried
/// where `isolated` does not load, and experiments beyond kMainFirst and kMainLast only where it
/// loads.
class Schedule {
 public:
  /// By config, the experiments that are wanted. Those of a config bring kMainFirst and kMainLast
  /// along.
  using Needs = std::map<InterpreterConfig, std::set<Experiment>>;

  Schedule(ChildPool& pool, const RecipeBook& recipes, Effort effort)
      : pool_(pool), recipes_(recipes), effort_(effort) {}

  /// Queues all that is needed of a target. `needs` may be empty: the target alone. `single`:
  /// experiments of which there is one, whatever the config.
  void Add(const Target& target, const Needs& needs, const std::set<Experiment>& single = {});

  /// The observations of a target in a config; waits for them. Valid until the schedule ends.
  const Observations& For(const Target& target, InterpreterConfig config);
  /// The target in main alone.
  const Record& Alone(const Target& target);
  /// What does not depend on a config: alone, and the single experiments; waits for them.
  const Observations& Single(const Target& target);
  /// The control's, with these experiments, which are run now unless they were before.
  const Observations& SingleControl(const std::vector<Experiment>& experiments = {});
  /// The control's, with these experiments besides kMainFirst and kMainLast; waits for them. Those
  /// beyond are only run when they are asked for, or a target has not come to its end in them.
  const Observations& Control(InterpreterConfig config,
                              const std::vector<Experiment>& experiments = {});
  /// Configs whose control was run.
  std::vector<InterpreterConfig> ControlledConfigs() const;
  /// True for `override` where it was not tried because `isolated` loads.
  bool LoadsByItself(const Target& target, InterpreterConfig config);
  /// False where it was left out: LoadsByItself, or a target that main alone cannot import.
  bool WasTried(const Target& target, InterpreterConfig config);

  /// Interpreters that were created so far, by config.
  const std::map<InterpreterConfig, int>& created() const { return created_; }

 private:
  using Scope = std::optional<InterpreterConfig>;  // empty: whatever the config
  using Place = std::pair<std::string, Scope>;     // target, config
  struct Collected {
    Observations seen;
    std::set<Experiment> read;
  };

  void QueueAcross(const Subject& subject, InterpreterConfig config,
                   const std::set<Experiment>& wanted);
  void Queue(const Subject& subject, Scope scope, Experiment experiment, ChildPool::Then then = {});
  void QueueControl(InterpreterConfig config);
  void QueueFurther(const Subject& subject, InterpreterConfig config,
                    const std::set<Experiment>& wanted);
  void QueueWithExplanation(const Subject& subject, Scope scope, Experiment experiment);
  std::vector<Subject> StandInsFor(const Subject& subject) const;
  bool Wants(const Subject& subject, InterpreterConfig config, Experiment experiment);
  void DecideCycles(const Subject& subject, const Record& isolated);
  void TryOverride(const Subject& subject, const Record& isolated);
  Observations& Collect(const Target& target, Scope scope);
  const Observations& ControlWith(Scope scope, const std::vector<Experiment>& experiments);
  static const Observations& AddAlone(Observations& seen, const Record& alone);

  ChildPool& pool_;
  const RecipeBook& recipes_;
  Effort effort_;
  std::map<Place, std::set<Experiment>> queued_;
  std::map<std::string, Needs> needs_;
  // Experiments that were run without the target, and under which keys.
  std::map<Place, std::multimap<Experiment, std::string>> without_;
  std::set<Place> left_out_;
  std::map<Place, Collected> collected_;
  std::map<InterpreterConfig, int> created_;
};

}  // namespace isograde
