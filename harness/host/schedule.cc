#include "host/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/experiments/experiment.h"
#include "suites/loading/outcomes.h"

namespace isograde {
namespace {

std::string Key(const std::string& name, InterpreterConfig config, Experiment experiment) {
  return fmt::format("{}/{}/{}", name, Name(config), Name(experiment));
}

std::string AloneKey(const Target& target) {
  return fmt::format("{}/{}", target.name, Name(Experiment::kAlone));
}

bool Importable(const Record& alone) {
  const auto outcome = alone.First<ImportOutcome>();
  return outcome && outcome->loaded;
}

bool Loads(const Record& main_first) {
  Observations seen;
  seen.main_first = main_first;
  return DemonstratedIn(seen) == "loads";
}

}  // namespace

void Schedule::Add(const Target& target, const Needs& needs) {
  for (const auto& [config, wanted] : needs) {
    if (config != InterpreterConfig::kOverride) QueueControl(config, wanted);
  }
  needs_[target.name] = needs;
  const Subject subject{.target = target, .recipe = recipes_.For(target.name)};
  pool_.Queue(
      AloneKey(target),
      [subject, effort = effort_](Channel& channel) {
        RunExperiment(Experiment::kAlone, subject, InterpreterConfig::kLegacy, effort, channel);
      },
      [this, subject, needs](const Record& alone) {
        Subject known = subject;
        if (const auto outcome = alone.First<ImportOutcome>()) known.needed = outcome->needed;
        for (const auto& [config, wanted] : needs) {
          if (!Importable(alone)) {
            left_out_.insert({subject.target.name, config});
          } else if (config != InterpreterConfig::kOverride ||
                     !needs.contains(InterpreterConfig::kIsolated)) {
            QueueAcross(known, config, wanted);
          }
        }
      });
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
        created_[config] += static_cast<int>(std::count_if(
            record.stages.begin(), record.stages.end(),
            [](const Position& position) { return position.stage == Stage::kCreate; }));
        if (then) then(record);
      });
}

void Schedule::QueueAcross(const Subject& subject, InterpreterConfig config,
                           const std::set<Experiment>& wanted) {
  if (config == InterpreterConfig::kOverride && !subject.is_control) QueueControl(config, wanted);
  Queue(subject, config, Experiment::kMainFirst,
        [this, subject, config, wanted](const Record& record) {
          if (!subject.is_control && !Loads(record)) return;
          for (const Experiment experiment : wanted) Queue(subject, config, experiment);
        });
  const bool decides_override = config == InterpreterConfig::kIsolated && !subject.is_control;
  Queue(subject, config, Experiment::kMainLast,
        decides_override ? [this, subject](const Record& record) { TryOverride(subject, record); }
                         : ChildPool::Then());
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

void Schedule::QueueControl(InterpreterConfig config, const std::set<Experiment>& wanted) {
  QueueAcross(ControlSubject(), config, wanted);
  for (const Experiment experiment : wanted) Queue(ControlSubject(), config, experiment);
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
  if (const auto known = collected_.find(place); known != collected_.end()) return known->second;
  Observations seen{.target = target, .config = config};
  seen.main_first = pool_.Wait(Key(target.name, config, Experiment::kMainFirst));  // queues others
  for (const Experiment experiment : queued_[place])
    seen.Of(experiment) = pool_.Wait(Key(target.name, config, experiment));
  return collected_[place] = std::move(seen);
}

const Observations& Schedule::For(const Target& target, InterpreterConfig config) {
  const Place place{target.name, config};
  if (const auto known = collected_.find(place); known != collected_.end()) return known->second;
  const Record& alone = Alone(target);
  if (WasTried(target, config)) {
    Collect(target, config);
    collected_[place].alone = alone;
  } else {
    Observations seen{.target = target, .config = config, .alone = alone};
    if (!Importable(alone)) seen.main_first = seen.main_last = alone;
    collected_[place] = std::move(seen);
  }
  return collected_[place];
}

const Observations& Schedule::Control(InterpreterConfig config) {
  Collect(ControlSubject().target, config);
  Observations& seen = collected_[{ControlSubject().target.name, config}];
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
