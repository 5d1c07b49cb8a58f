#include "grading/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "checklist/demonstrated.h"
#include "suites/exceptions/call_stages.h"
#include "suites/experiments/experiment.h"

namespace isograde {
namespace {

using Scope = std::optional<InterpreterConfig>;

constexpr Scope kWhatever = std::nullopt;

std::string Key(const std::string& name, Scope scope, Experiment experiment) {
  return fmt::format("{}/{}/{}", name, scope ? Name(*scope) : "", Name(experiment));
}

std::string AloneKey(const Target& target) {
  return Key(target.name, kWhatever, Experiment::kAlone);
}

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
        if (!Importable(alone)) return;
        for (const Experiment experiment : single) {
          if (experiment != Experiment::kAlone) QueueWithExplanation(known, kWhatever, experiment);
        }
      });
}

void Schedule::Queue(const Subject& subject, Scope scope, Experiment experiment,
                     ChildPool::Then then) {
  if (!queued_[{subject.target.name, scope}].insert(experiment).second) return;
  pool_.Queue(
      Key(subject.target.name, scope, experiment),
      [subject, scope, experiment, effort = effort_](Channel& channel) {
        RunExperiment(experiment, subject, scope.value_or(InterpreterConfig::kLegacy), effort,
                      channel);
      },
      [this, scope, then](const Record& record) {
        if (scope) {
          created_[*scope] += static_cast<int>(
              std::count_if(record.stages.begin(), record.stages.end(), CreatesAnInterpreter));
        }
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

// All modules that it imports; then each in its place, used as its own recipe says.
std::vector<Subject> Schedule::StandInsFor(const Subject& subject) const {
  if (subject.needed.empty()) return {};
  std::vector<Subject> others = {WithoutTarget(subject)};
  for (const std::string& needed : subject.needed)
    others.push_back({.target = {.name = needed}, .recipe = recipes_.For(needed)});
  return others;
}

// Where it breaks, the modules that it imports are tried without it.
void Schedule::QueueWithExplanation(const Subject& subject, Scope scope, Experiment experiment) {
  Queue(subject, scope, experiment, [this, subject, scope, experiment](const Record& record) {
    if (record.ending == Ending::kComplete) return;
    Queue(ControlSubject(), scope, experiment);
    for (const Subject& other : StandInsFor(subject)) {
      const std::string key =
          Key(subject.target.name, scope, experiment) + "/without/" + other.target.name;
      without_[{subject.target.name, scope}].emplace(experiment, key);
      pool_.Queue(key, [other, scope, experiment, effort = effort_](Channel& channel) {
        RunExperiment(experiment, other, scope.value_or(InterpreterConfig::kLegacy), effort,
                      channel);
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

Observations& Schedule::Collect(const Target& target, Scope scope) {
  const Place place{target.name, scope};
  Collected& collected = collected_[place];
  Observations& seen = collected.seen;
  seen.target = target;
  if (scope) seen.config = *scope;
  for (const Experiment experiment : queued_[place]) {
    if (collected.read.insert(experiment).second)
      seen.Of(experiment) = pool_.Wait(Key(target.name, scope, experiment));
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
  if (const auto known = collected_.find(place); known != collected_.end())
    return known->second.seen;
  const Record& alone = Alone(target);
  if (!WasTried(target, config)) {
    Observations& seen = collected_[place].seen;
    seen = {.target = target, .config = config, .alone = alone};
    if (!Importable(alone)) seen.main_first = seen.main_last = alone;
    return seen;
  }
  // What isolated interpreters show decides what else is done in others.
  if (needs_[target.name].contains(InterpreterConfig::kIsolated))
    pool_.Wait(Key(target.name, InterpreterConfig::kIsolated, Experiment::kMainFirst));
  return AddAlone(Collect(target, config), alone);
}

const Observations& Schedule::AddAlone(Observations& seen, const Record& alone) {
  seen.alone = alone;
  if (const auto outcome = alone.First<ImportOutcome>()) seen.needed = outcome->needed;
  return seen;
}

const Observations& Schedule::Single(const Target& target) {
  const auto known = collected_.find({target.name, kWhatever});
  if (known != collected_.end()) return known->second.seen;
  const Record& alone = Alone(target);
  return AddAlone(Collect(target, kWhatever), alone);
}

const Observations& Schedule::ControlWith(Scope scope, const std::vector<Experiment>& experiments) {
  const Subject control = ControlSubject();
  for (const Experiment experiment : experiments) {
    if (experiment != Experiment::kAlone) Queue(control, scope, experiment);
  }
  Observations& seen = Collect(control.target, scope);
  seen.alone.ending = Ending::kComplete;
  return seen;
}

const Observations& Schedule::SingleControl(const std::vector<Experiment>& experiments) {
  return ControlWith(kWhatever, experiments);
}

const Observations& Schedule::Control(InterpreterConfig config,
                                      const std::vector<Experiment>& experiments) {
  QueueControl(config);
  return ControlWith(config, experiments);
}

std::vector<InterpreterConfig> Schedule::ControlledConfigs() const {
  std::vector<InterpreterConfig> configs;
  for (const auto& [place, experiments] : queued_) {
    if (place.first == ControlSubject().target.name && place.second)
      configs.push_back(*place.second);
  }
  return configs;
}

}  // namespace isograde
