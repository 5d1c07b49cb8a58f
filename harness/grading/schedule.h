#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checklist/effort.h"
#include "checklist/experiment.h"
#include "checklist/observations.h"
#include "checklist/subject.h"
#include "grading/observation_source.h"
#include "grading/tries.h"
#include "sandbox/child_pool.h"
#include "target/recipe.h"

namespace isograde {

/// Which experiments a set of tests needs, run ahead of the tests that read them: each target
/// alone, then across interpreters; the control of each at most once. What a target does decides
/// what follows: one that main alone cannot import is not imported again, `override` is only tried
/// where `isolated` does not load, and the rest is as the experiments want it (Experiment::when).
class Schedule : public ObservationSource {
 public:
  /// By config, the experiments that are wanted. Those of a config bring the basic ones along.
  using Needs = std::map<InterpreterConfig, std::set<ExperimentId>>;

  Schedule(ChildPool& pool, const RecipeBook& recipes, Effort effort, Tries& tries)
      : pool_(pool), recipes_(recipes), effort_(std::move(effort)), tries_(tries) {}

  /// Queues all that is needed of a target. `needs` may be empty: the target alone. `single`:
  /// config-independent experiments.
  void Add(const Target& target, const Needs& needs, const std::set<ExperimentId>& single = {});

  /// These wait for what they give.
  const Observations& For(const Target& target, InterpreterConfig config) override;
  const Record& Alone(const Target& target) override;
  const Observations& Single(const Target& target) override;
  /// Experiments of a control that were not run before are run now.
  const Observations& SingleControl(const std::vector<ExperimentId>& experiments) override;
  /// Those beyond the basic ones are only run when they are asked for, or a target has not come to
  /// its end in them.
  const Observations& Control(InterpreterConfig config,
                              const std::vector<ExperimentId>& experiments) override;
  using ObservationSource::Control;
  std::vector<InterpreterConfig> ControlledConfigs() const override;
  bool LoadsByItself(const Target& target, InterpreterConfig config) override;
  bool WasTried(const Target& target, InterpreterConfig config) override;

  /// Whether something of the target is called, as its recipe says, what is wrong in that left out.
  bool CallsFunctions(const Target& target);

  /// All that was run on a target so far, controls of its own included, as keys of the pool; of
  /// nothing (ControlSubject) that of the controls. Empty where something is still to be run.
  std::vector<std::string> FinishedOf(const std::string& target) const;

  /// Whether what broke under a key of FinishedOf breaks alike without the target: in the same
  /// experiment of this run, or in those that this build of CPython was tried with. Of a key that
  /// is no target's, always.
  bool BreaksWithout(const std::string& target, const std::string& key) const;

  /// Forgets what was observed of a target, which nobody may ask for any more.
  void Forget(const Target& target);

  /// Interpreters that were created so far, by config.
  const std::map<InterpreterConfig, int>& created() const { return created_; }

 private:
  using Scope = std::optional<InterpreterConfig>;  // empty: whatever the config
  using Place = std::pair<std::string, Scope>;     // target, config
  // Of one target.
  struct Course {
    Subject subject;
    int turn;  // of what is run on it: targets come in the order in which they were added
    std::chrono::milliseconds more_time{0};  // for a stage, by what the target alone took
    std::string alone;  // key of the target in main alone, which another one may follow
    std::set<InterpreterConfig> configs{};
    std::vector<std::pair<Scope, const Experiment*>> undecided{};
    std::vector<std::string> innocents{};  // of the kinds of its own extension modules
    std::vector<std::string> apart{};      // what its calls do without it: CallsApart
    std::vector<std::string> needed{};     // extension modules that it brings along: identities
    std::deque<std::string> keys{};        // queued, in that order; they stay where they are
  };
  struct Collected {
    Observations seen;
    std::set<ExperimentId> read;
  };

  void QueueAlone(Course& course, std::string key);
  void Begin(Course& course, const Record& alone);
  void Advance(Course& course);
  Decision Decide(const Course& course, Scope scope, const Experiment& experiment);
  void Run(Course& course, Scope scope, const Experiment& experiment);
  void Queue(const Subject& subject, Scope scope, const Experiment& experiment,
             ChildPool::Then then = {}, const Course* course = nullptr);
  static ChildPool::Terms TermsOf(const Experiment& experiment, const Course* course);
  bool IsKnown(const Course& course, Scope scope, const Experiment& experiment,
               const Record& record) const;
  void QueueStandIn(const Course& course, Scope scope, const Experiment& experiment);
  void QueueControl(InterpreterConfig config);
  /// How it goes without the target: with nothing, and with what the target was seen to import.
  std::vector<Reliability> ReliabilityFor(const Observations& seen, Scope scope,
                                          const Experiment& experiment);
  /// Waits until it is decided what is run in a scope.
  void WaitForDecisions(Course& course, Scope scope);
  const Record* Seen(const std::string& target, InterpreterConfig config,
                     ExperimentId experiment) const;
  Observations& Collect(const Target& target, Scope scope);
  const Observations& ControlWith(Scope scope, const std::vector<ExperimentId>& experiments);
  static Observations& AddAlone(Observations& seen, const Record& alone);
  Observations& WithReliability(Observations& seen, Scope scope);
  /// Runs what broke by chance, and is excused by these, again: until it breaks in the target's own
  /// code.
  void LookAgain(const std::vector<Reliability>& excuses, const Observations& seen, Scope scope,
                 const Experiment& experiment, Record& record);

  ChildPool& pool_;
  const RecipeBook& recipes_;
  Effort effort_;
  Tries& tries_;
  std::map<std::string, Course> courses_;
  std::map<Place, std::set<ExperimentId>> queued_;
  std::map<Place, std::set<ExperimentId>> without_;  // run without the target, too
  std::set<Place> left_out_;
  std::map<Place, Collected> collected_;
  std::map<InterpreterConfig, int> created_;
};

}  // namespace isograde
