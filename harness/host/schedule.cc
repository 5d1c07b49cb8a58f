#include "host/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/exceptions/call_stages.h"
#include "suites/experiments/experiment.h"
#include "suites/loading/outcomes.h"

namespace isograde {
namespace {

std::string Key(const std::string& name, InterpreterConfig config, Experiment experiment) {
  return fmt::format("{}/{}/{}", name, Name(config), Name(experiment));
}

std::string WithoutKey(const std::string& name, InterpreterConfig config, Experiment experiment) {
  return Key(name, config, experiment) + "/without";
}

std::string SingleKey(const Target& target, Experiment experiment) {
  return fmt::format("{}/{}", target.name, Name(experiment));
}

std::string AloneKey(const Target& target) { return SingleKey(target, Experiment::kAlone); }

bool CreatesAnInterpreter(const Position& position) {
  return position.stage == Stage::kCreate || position.stage == Stage::kCycle ||
         (position.stage == Stage::kParallelImport) ||
         (position.stage == Stage::kParallelUse && position.detail == "one after another");
}

bool Importable(const Record& alone) {
  const auto outcome = alone.First<ImportOutcome>();
  return outcome && outcome->loaded;
}

bool BrokeInACall(const Record& alone) {
  return alone.ending != Ending::kComplete && IsACall(alone.last().stage);
}

// Calls that do not work in a single interpreter say nothing in several: out of memory, for one,
// CPython itself is not reliable.
void LeaveOutWhatRaises(const Record& alone, Recipe& recipe) {
  for (const UseOutcome& outcome : alone.All<UseOutcome>()) {
    if (!outcome.raised) continue;
    std::erase(recipe.accepts, outcome.call);
    if (recipe.exercise == outcome.call) recipe.exercise.clear();
  }
}

bool Loads(const Record& main_first) {
  Observations seen;
  seen.main_first = main_first;
  return DemonstratedIn(seen) == "loads";
}

}  // namespace

void Schedule::Add(const Target& target, const Needs& needs, const std::set<Experiment>& single) {
  for (const auto& [config, wanted] : needs) {
    if (config != InterpreterConfig::kOverride) QueueControl(config);
  }
  needs_[target.name] = needs;
  const Subject subject{.target = target, .recipe = recipes_.For(target.name)};
  pool_.Queue(
      AloneKey(target),
      [subject, effort = effort_](Channel& channel) {
        RunExperiment(Experiment::kAlone, subject, InterpreterConfig::kLegacy, effort, channel);
      },
      [this, subject, needs, single](const Record& alone) {
        Subject known = subject;
        if (const auto outcome = alone.First<ImportOutcome>()) known.needed = outcome->needed;
        // What breaks in a single interpreter already is not called in others.
        if (BrokeInACall(alone)) known.recipe = {};
        LeaveOutWhatRaises(alone, known.recipe);
        for (const auto& [config, wanted] : needs) {
          if (!Importable(alone)) {
            left_out_.insert({subject.target.name, config});
          } else if (config != InterpreterConfig::kOverride ||
                     !needs.contains(InterpreterConfig::kIsolated)) {
            QueueAcross(known, config, wanted);
          }
        }
        if (Importable(alone)) QueueSingle(known, single);
      });
}

void Schedule::QueueSingle(const Subject& subject, const std::set<Experiment>& single) {
  for (const Experiment experiment : single) {
    if (experiment == Experiment::kAlone) continue;
    if (!single_queued_[subject.target.name].insert(experiment).second) continue;
    const auto run = [experiment, effort = effort_](const Subject& who) {
      return [who, experiment, effort](Channel& channel) {
        RunExperiment(experiment, who, InterpreterConfig::kLegacy, effort, channel);
      };
    };
    pool_.Queue(SingleKey(subject.target, experiment), run(subject),
                [this, subject, experiment, run](const Record& record) {
                  if (record.ending == Ending::kComplete || subject.needed.empty()) return;
                  single_without_[subject.target.name].insert(experiment);
                  pool_.Queue(SingleKey(subject.target, experiment) + "/without",
                              run(WithoutTarget(subject)));
                });
  }
}

void Schedule::Queue(const Subject& subject, InterpreterConfig config, Experiment experiment,
                     ChildPool::Then then) {
  if (!queued_[{subject.target.name, config}].insert(experiment).second) return;
  pool_.Queue(
      Key(subject.target.name, config, experiment),
      [subject, config, experiment, effort = effort_](Channel& channel) {
        RunExperiment(experiment, subject, config, effort, channel);
      },
      [this, config, then](const Record& record) {
        created_[config] += static_cast<int>(
            std::count_if(record.stages.begin(), record.stages.end(), CreatesAnInterpreter));
        if (then) then(record);
      },
      experiment == Experiment::kParallelUse ? ChildPool::Company::kNone
                                             : ChildPool::Company::kWelcome);
}

void Schedule::QueueAcross(const Subject& subject, InterpreterConfig config,
                           const std::set<Experiment>& wanted) {
  if (config == InterpreterConfig::kOverride) QueueControl(config);
  Queue(subject, config, Experiment::kMainFirst,
        [this, subject, config, wanted](const Record& record) {
          if (Loads(record)) QueueFurther(subject, config, wanted);
          if (config == InterpreterConfig::kIsolated) DecideCycles(subject, record);
        });
  const bool decides_override = config == InterpreterConfig::kIsolated;
  Queue(subject, config, Experiment::kMainLast,
        decides_override ? [this, subject](const Record& record) { TryOverride(subject, record); }
                         : ChildPool::Then());
}

void Schedule::QueueFurther(const Subject& subject, InterpreterConfig config,
                            const std::set<Experiment>& wanted) {
  for (const Experiment experiment : wanted) {
    if (experiment < Experiment::kFirstLoaderEnds) continue;
    const bool elsewhere = experiment == Experiment::kCycles &&
                           config == InterpreterConfig::kLegacy &&
                           needs_[subject.target.name].contains(InterpreterConfig::kIsolated);
    if (elsewhere) continue;
    if (experiment == Experiment::kCycles) Queue(ControlSubject(), config, experiment);
    QueueWithExplanation(subject, config, experiment);
  }
}

// Where it breaks, the modules that it imports are tried without it.
void Schedule::QueueWithExplanation(const Subject& subject, InterpreterConfig config,
                                    Experiment experiment) {
  Queue(subject, config, experiment, [this, subject, config, experiment](const Record& record) {
    if (record.ending == Ending::kComplete) return;
    Queue(ControlSubject(), config, experiment);
    // All of them imported; then each in the target's place, used as its own recipe says.
    std::vector<Subject> others = {WithoutTarget(subject)};
    for (const std::string& needed : subject.needed)
      others.push_back({.target = {.name = needed}, .recipe = recipes_.For(needed)});
    if (subject.needed.empty()) others.clear();
    for (const Subject& other : others) {
      const std::string key =
          WithoutKey(subject.target.name, config, experiment) + "/" + other.target.name;
      without_[{subject.target.name, config}].emplace(experiment, key);
      pool_.Queue(key, [other, config, experiment, effort = effort_](Channel& channel) {
        RunExperiment(experiment, other, config, effort, channel);
      });
    }
  });
}

bool Schedule::Wants(const Subject& subject, InterpreterConfig config, Experiment experiment) {
  const Needs& needs = needs_[subject.target.name];
  const auto wanted = needs.find(config);
  return wanted != needs.end() && wanted->second.contains(experiment);
}

// Cycles are dear, and what a module does not give back is the same in every config: they are run
// in one, the most isolated in which it loads.
void Schedule::DecideCycles(const Subject& subject, const Record& isolated) {
  const InterpreterConfig legacy = InterpreterConfig::kLegacy;
  if (Loads(isolated) || !Wants(subject, legacy, Experiment::kCycles)) return;
  Queue(ControlSubject(), legacy, Experiment::kCycles);
  QueueWithExplanation(subject, legacy, Experiment::kCycles);
}

void Schedule::TryOverride(const Subject& subject, const Record& isolated) {
  const Needs& needs = needs_[subject.target.name];
  const auto wanted = needs.find(InterpreterConfig::kOverride);
  if (wanted == needs.end()) return;
  if (Loads(isolated)) {
    left_out_.insert({subject.target.name, InterpreterConfig::kOverride});
  } else {
    QueueAcross(subject, InterpreterConfig::kOverride, wanted->second);
  }
}

void Schedule::QueueControl(InterpreterConfig config) {
  Queue(ControlSubject(), config, Experiment::kMainFirst);
  Queue(ControlSubject(), config, Experiment::kMainLast);
}

const Record& Schedule::Alone(const Target& target) { return pool_.Wait(AloneKey(target)); }

bool Schedule::WasTried(const Target& target, InterpreterConfig config) {
  Alone(target);
  const Place place{target.name, config};
  const Needs& needs = needs_[target.name];
  if (config == InterpreterConfig::kOverride && !left_out_.contains(place) &&
      needs.contains(InterpreterConfig::kIsolated)) {
    pool_.Wait(Key(target.name, InterpreterConfig::kIsolated, Experiment::kMainLast));
  }
  return !left_out_.contains(place);
}

bool Schedule::LoadsByItself(const Target& target, InterpreterConfig config) {
  return config == InterpreterConfig::kOverride && Importable(Alone(target)) &&
         !WasTried(target, config);
}

const Observations& Schedule::Collect(const Target& target, InterpreterConfig config) {
  const Place place{target.name, config};
  auto [entry, is_new] = collected_.try_emplace(place);
  Observations& seen = entry->second;
  const auto wait = [&](Experiment experiment) -> const Record& {
    return pool_.Wait(Key(target.name, config, experiment));
  };
  if (is_new) {
    seen.target = target;
    seen.config = config;
    seen.main_first = wait(Experiment::kMainFirst);
    seen.main_last = wait(Experiment::kMainLast);
  }
  for (const Experiment experiment : queued_[place]) {
    if (!seen.Has(experiment)) seen.Of(experiment) = wait(experiment);
  }
  for (const auto& [experiment, key] : without_[place]) {
    const Record& without = pool_.Wait(key);
    Record& told = seen.without[experiment];
    if (told.stages.empty() || told.complete()) told = without;  // the first that broke
  }
  return seen;
}

const Observations& Schedule::For(const Target& target, InterpreterConfig config) {
  const Place place{target.name, config};
  if (const auto known = collected_.find(place); known != collected_.end()) return known->second;
  const Record& alone = Alone(target);
  if (WasTried(target, config)) {
    // What isolated interpreters show decides what else is done in others.
    if (needs_[target.name].contains(InterpreterConfig::kIsolated))
      pool_.Wait(Key(target.name, InterpreterConfig::kIsolated, Experiment::kMainFirst));
    Collect(target, config);
    collected_[place].alone = alone;
    if (const auto outcome = alone.First<ImportOutcome>())
      collected_[place].needed = outcome->needed;
  } else {
    Observations seen{.target = target, .config = config, .alone = alone};
    if (!Importable(alone)) seen.main_first = seen.main_last = alone;
    collected_[place] = std::move(seen);
  }
  return collected_[place];
}

const Observations& Schedule::Single(const Target& target) {
  if (const auto known = single_.find(target.name); known != single_.end()) return known->second;
  Observations seen{.target = target, .alone = Alone(target)};
  for (const Experiment experiment : single_queued_[target.name])
    seen.Of(experiment) = pool_.Wait(SingleKey(target, experiment));
  for (const Experiment experiment : single_without_[target.name])
    seen.without[experiment] = pool_.Wait(SingleKey(target, experiment) + "/without");
  if (const auto outcome = seen.alone.First<ImportOutcome>()) seen.needed = outcome->needed;
  return single_[target.name] = std::move(seen);
}

const Observations& Schedule::SingleControl(const std::vector<Experiment>& experiments) {
  const Subject control = ControlSubject();
  QueueSingle(control, {experiments.begin(), experiments.end()});
  Observations& seen = single_[control.target.name];
  seen.target = control.target;
  seen.alone.ending = Ending::kComplete;
  for (const Experiment experiment : single_queued_[control.target.name]) {
    if (!seen.Has(experiment))
      seen.Of(experiment) = pool_.Wait(SingleKey(control.target, experiment));
  }
  return seen;
}

const Observations& Schedule::Control(InterpreterConfig config,
                                      const std::vector<Experiment>& experiments) {
  const Subject control = ControlSubject();
  for (const Experiment experiment : experiments) {
    if (experiment >= Experiment::kFirstLoaderEnds) Queue(control, config, experiment);
  }
  Collect(control.target, config);
  Observations& seen = collected_[{control.target.name, config}];
  seen.alone.ending = Ending::kComplete;
  return seen;
}

std::vector<InterpreterConfig> Schedule::ControlledConfigs() const {
  std::vector<InterpreterConfig> configs;
  for (const auto& [place, experiments] : queued_) {
    if (place.first == ControlSubject().target.name) configs.push_back(place.second);
  }
  return configs;
}

}  // namespace isograde
