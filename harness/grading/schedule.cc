#include "grading/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "checklist/blame.h"
#include "checklist/break_site.h"
#include "checklist/call_outcome.h"
#include "checklist/demonstrated.h"
#include "checklist/experiment.h"
#include "checklist/fresh_process.h"
#include "checklist/recipe_correction.h"
#include "checklist/situation.h"
#include "grading/declared_stages.h"
#include "grading/exposure.h"

namespace isograde {
namespace {

using Scope = std::optional<InterpreterConfig>;

constexpr Scope kWhatever = std::nullopt;

std::string Key(const std::string& name, Scope scope, ExperimentId experiment) {
  return fmt::format("{}/{}/{}", name, scope ? Name(*scope) : "", experiment);
}

std::string AloneKey(const std::string& target) {
  return Key(target, kWhatever, experiments::kAlone);
}

const Experiment& Registered(ExperimentId id) {
  const Experiment* const experiment = FindExperiment(id);
  if (!experiment) throw HarnessError(fmt::format("no experiment is called {}", id));
  return *experiment;
}

bool Importable(const Record& alone) {
  const auto outcome = alone.First<ImportOutcome>();
  return outcome && outcome->loaded;
}

bool BrokeInACall(const Record& alone) {
  return alone.ending != Ending::kComplete && alone.last().makes_calls;
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

Child::Body BodyOf(const Subject& subject, Scope scope, const Experiment& experiment,
                   const Effort& effort) {
  return [subject, scope, &experiment, effort](Channel& channel) {
    RunExperiment(experiment, subject, scope.value_or(InterpreterConfig::kLegacy), effort, channel);
  };
}

std::string WithoutKey(const std::string& target, Scope scope, ExperimentId experiment) {
  return Key(target, scope, experiment) + "/without";
}

}  // namespace

void Schedule::Add(const Target& target, const Needs& needs, const std::set<ExperimentId>& single) {
  Course& course = courses_[target.name];
  course.subject = {.target = target, .recipe = recipes_.For(target.name)};
  for (const auto& [config, wanted] : needs) {
    course.configs.insert(config);
    if (config != InterpreterConfig::kOverride) QueueControl(config);
  }
  // In the order in which they are run: the first looks, then the rest.
  for (const bool basic : {true, false}) {
    for (const auto& [config, wanted] : needs) {
      for (const Experiment& experiment : AllExperiments()) {
        if (experiment.config_independent || experiment.basic != basic) continue;
        if (basic || wanted.contains(experiment.id))
          course.undecided.emplace_back(config, &experiment);
      }
    }
  }
  for (const ExperimentId id : single) {
    if (id != experiments::kAlone) course.undecided.emplace_back(kWhatever, &Registered(id));
  }
  QueueAlone(course, AloneKey(target.name));
}

void Schedule::QueueAlone(Course& course, std::string key) {
  course.alone = key;
  course.keys.push_back(key);
  pool_.Queue(std::move(key),
              BodyOf(course.subject, kWhatever, Registered(experiments::kAlone), effort_),
              [this, &course](const Record& alone) { Begin(course, alone); });
}

void Schedule::Begin(Course& course, const Record& alone) {
  Recipe corrected = Corrected(course.subject.recipe, alone);
  const bool is_first = course.keys.size() == 1;
  if (is_first && corrected.faults.size() > course.subject.recipe.faults.size()) {
    // What is wrong with the recipe is no observation of the target.
    course.subject.recipe = std::move(corrected);
    QueueAlone(course, AloneKey(course.subject.target.name) + "/corrected");
    return;
  }
  if (const auto outcome = alone.First<ImportOutcome>()) {
    for (const BroughtModule& module : outcome->brought) {
      course.subject.brought.push_back(module.name);
      if (module.is_extension) course.needed.push_back(IdentityOf(module.name, module.file));
    }
  }
  course.innocents = InnocentsOf(alone);
  const auto again = alone.First<SecondImport>();
  course.subject.imports_again = again && again->worked();
  // What breaks in a single interpreter already is not called in others.
  if (BrokeInACall(alone)) course.subject.recipe.DropCalls();
  LeaveOutWhatRaises(alone, course.subject.recipe);
  if (!Importable(alone)) {
    for (const InterpreterConfig config : course.configs)
      left_out_.insert({course.subject.target.name, config});
    course.undecided.clear();
  }
  Advance(course);
}

void Schedule::Advance(Course& course) {
  auto undecided = std::move(course.undecided);
  course.undecided.clear();
  for (const auto& [scope, experiment] : undecided) {
    switch (Decide(course, scope, *experiment)) {
      case Decision::kRun:
        Run(course, scope, *experiment);
        break;
      case Decision::kLeaveOut:
        break;
      case Decision::kWait:
        course.undecided.emplace_back(scope, experiment);
        break;
    }
  }
}

Decision Schedule::Decide(const Course& course, Scope scope, const Experiment& experiment) {
  const std::string& name = course.subject.target.name;
  if (scope == InterpreterConfig::kOverride &&
      course.configs.contains(InterpreterConfig::kIsolated)) {
    const Record* const isolated = Seen(name, InterpreterConfig::kIsolated, experiments::kMainLast);
    if (!isolated) return Decision::kWait;
    if (LoadsEverywhere(*isolated)) {
      left_out_.insert({name, scope});
      return Decision::kLeaveOut;
    }
  }
  if (!experiment.when) return Decision::kRun;
  return experiment.when(
      {.target = course.subject.target,
       .config = scope,
       .configs = course.configs,
       .alone = pool_.Wait(course.alone),
       .seen = [&](InterpreterConfig config, ExperimentId id) { return Seen(name, config, id); }});
}

void Schedule::Run(Course& course, Scope scope, const Experiment& experiment) {
  const Subject& subject = course.subject;
  if (experiment.compared ||
      (experiment.basic && !experiment.probe && scope == InterpreterConfig::kOverride))
    Queue(ControlSubject(), scope, experiment);
  course.keys.push_back(Key(subject.target.name, scope, experiment.id));
  Queue(subject, scope, experiment, [this, &course, scope, &experiment](const Record& record) {
    if (experiment.probe) return Advance(course);
    const bool broke = HasBroken(record) && !IsKnown(course, scope, experiment, record);
    if (broke || (experiment.also_without && experiment.also_without(record)))
      QueueStandIn(course, scope, experiment);
    Advance(course);
  });
}

void Schedule::Queue(const Subject& subject, Scope scope, const Experiment& experiment,
                     ChildPool::Then then) {
  if (!queued_[{subject.target.name, scope}].insert(experiment.id).second) return;
  pool_.Queue(
      Key(subject.target.name, scope, experiment.id), BodyOf(subject, scope, experiment, effort_),
      [this, scope, then = std::move(then)](const Record& record) {
        if (scope) {
          created_[*scope] += static_cast<int>(
              std::count_if(record.stages.begin(), record.stages.end(),
                            [](const Position& position) { return position.creates; }));
        }
        if (then) then(record);
      },
      experiment.timed ? ChildPool::Company::kNone : ChildPool::Company::kWelcome);
}

void Schedule::QueueControl(InterpreterConfig config) {
  for (const Experiment& experiment : AllExperiments()) {
    if (experiment.basic && !experiment.probe && !experiment.config_independent)
      Queue(ControlSubject(), config, experiment);
  }
}

// Whether it is known of this CPython that it breaks like this without the target; or with it
// alone, of one that comes with CPython: then what it does without was tried, too.
bool Schedule::IsKnown(const Course& course, Scope scope, const Experiment& experiment,
                       const Record& record) const {
  std::vector<std::string> with = {"", course.subject.target.name};
  with.insert(with.end(), course.innocents.begin(), course.innocents.end());
  with.insert(with.end(), course.needed.begin(), course.needed.end());
  std::vector<Reliability> known;
  for (const std::string& one : with) {
    if (auto tried = tries_.Known(experiment, scope, one)) known.push_back(std::move(*tried));
  }
  return IsLikeOneOf(known, SiteOf(record));
}

// Where it breaks, or changes state that is not its own, the same is run without it.
void Schedule::QueueStandIn(const Course& course, Scope scope, const Experiment& experiment) {
  Queue(ControlSubject(), scope, experiment);
  std::vector<std::string> instead = course.subject.brought;
  instead.insert(instead.end(), course.innocents.begin(), course.innocents.end());
  const std::string& name = course.subject.target.name;
  if (instead.empty() || !without_[{name, scope}].insert(experiment.id).second) return;
  pool_.Queue(WithoutKey(name, scope, experiment.id),
              BodyOf(ControlSubject(instead), scope, experiment, effort_));
}

const Record& Schedule::Alone(const Target& target) {
  const Course& course = courses_.at(target.name);
  pool_.Wait(course.keys.front());
  return pool_.Wait(course.alone);
}

bool Schedule::CallsFunctions(const Target& target) {
  Alone(target);
  return courses_.at(target.name).subject.recipe.CallsFunctions();
}

const Record* Schedule::Seen(const std::string& target, InterpreterConfig config,
                             ExperimentId experiment) const {
  return pool_.Find(Key(target, config, experiment));
}

void Schedule::WaitForDecisions(Course& course, Scope scope) {
  const auto is_open = [&] {
    return std::any_of(course.undecided.begin(), course.undecided.end(),
                       [&](const auto& one) { return one.first == scope; });
  };
  pool_.Wait(course.keys.front());
  // Each that ends may decide, and queue more.
  for (std::size_t next = 1; is_open(); ++next) {
    if (next >= course.keys.size())
      throw HarnessError(fmt::format("{} waits for an experiment that is not run on {}",
                                     course.undecided.front().second->id,
                                     course.subject.target.name));
    pool_.Wait(course.keys[next]);
  }
}

bool Schedule::WasTried(const Target& target, InterpreterConfig config) {
  WaitForDecisions(courses_.at(target.name), config);
  return !left_out_.contains({target.name, config});
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
  const bool is_control = target.name == ControlSubject().target.name;
  for (const ExperimentId experiment : queued_[place]) {
    if (!collected.read.insert(experiment).second) continue;
    Record& record = seen.At(experiment);
    record = pool_.Wait(Key(target.name, scope, experiment));
    KeepDeclared(Registered(experiment), is_control, record);
  }
  for (const ExperimentId experiment : without_[place]) {
    Record& without = seen.without[std::string(experiment)];
    without = pool_.Wait(WithoutKey(target.name, scope, experiment));
    KeepDeclared(Registered(experiment), true, without);
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
    seen = {.target = target, .config = config};
    AddAlone(seen, alone);
    if (!Importable(alone)) {
      for (const ExperimentId experiment : experiments::kSideBySide) {
        Record& record = seen.At(experiment);
        record = alone;
        KeepDeclared(Registered(experiment), false, record);
      }
    }
    return seen;
  }
  return WithReliability(AddAlone(Collect(target, config), alone), config);
}

Observations& Schedule::AddAlone(Observations& seen, const Record& alone) {
  Record& record = seen.At(experiments::kAlone);
  record = alone;
  KeepDeclared(Registered(experiments::kAlone), false, record);
  return seen;
}

Observations& Schedule::WithReliability(Observations& seen, Scope scope) {
  if (scope == InterpreterConfig::kOverride) return seen;  // counts for nothing
  for (const auto& [id, record] : seen.records) {
    if (id == experiments::kAlone || Registered(id).probe) continue;
    auto broke = ReliabilityFor(seen, scope, Registered(id));
    if (!broke.empty()) seen.reliability[id] = std::move(broke);
  }
  return seen;
}

std::vector<Reliability> Schedule::ReliabilityFor(const Observations& seen, Scope scope,
                                                  const Experiment& experiment) {
  const Record& record = seen[experiment.id];
  const std::vector<std::string> with = ExposedTo(seen, experiment);
  auto broke = tries_.Of(experiment, scope, with);
  if (HasBroken(record) && !BrokeInOwnCode(record, seen) && !IsLikeOneOf(broke, SiteOf(record)))
    broke = tries_.OfThisBuild(experiment, scope, with);
  // Of one that comes with CPython it may be known what it does now and then.
  if (auto own = tries_.Known(experiment, scope, seen.target.name))
    broke.push_back(std::move(*own));
  return broke;
}

const Observations& Schedule::Single(const Target& target) {
  const auto known = collected_.find({target.name, kWhatever});
  if (known != collected_.end()) return known->second.seen;
  const Record& alone = Alone(target);
  WaitForDecisions(courses_.at(target.name), kWhatever);
  return WithReliability(AddAlone(Collect(target, kWhatever), alone), kWhatever);
}

const Observations& Schedule::ControlWith(Scope scope,
                                          const std::vector<ExperimentId>& experiments) {
  const Subject control = ControlSubject();
  for (const ExperimentId experiment : experiments) {
    if (experiment != experiments::kAlone) Queue(control, scope, Registered(experiment));
  }
  Observations& seen = Collect(control.target, scope);
  seen.At(experiments::kAlone).ending = Ending::kComplete;
  return seen;
}

const Observations& Schedule::SingleControl(const std::vector<ExperimentId>& experiments) {
  return ControlWith(kWhatever, experiments);
}

const Observations& Schedule::Control(InterpreterConfig config,
                                      const std::vector<ExperimentId>& experiments) {
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
