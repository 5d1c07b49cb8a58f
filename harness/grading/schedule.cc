#include "grading/schedule.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "checklist/call_outcome.h"
#include "checklist/demonstrated.h"
#include "checklist/experiment.h"
#include "checklist/fresh_process.h"
#include "checklist/recipe_correction.h"
#include "checklist/situation.h"

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

// The stage of that id that an experiment may go through, or nullptr.
const Stage* DeclaredStage(const Experiment& experiment, bool is_control,
                           const Position& position) {
  if (position.Is(stages::kNone)) return &stages::kNone;
  for (const Stage& stage : experiment.stages) {
    if (position.Is(stage)) return &stage;
  }
  if (!is_control) return nullptr;
  for (const Stage& stage : experiment.control_stages) {
    if (position.Is(stage)) return &stage;
  }
  return nullptr;
}

// A module may have scribbled over the board, where no child begins a stage that is not declared
// (Channel::Expect): what is not declared is left out, and what is has its own words.
void KeepDeclared(const Experiment& experiment, bool is_control, Record& record) {
  std::vector<Position> kept;
  for (Position& position : record.stages) {
    if (const Stage* const stage = DeclaredStage(experiment, is_control, position))
      kept.push_back(Position::At(*stage, position.interpreter, std::move(position.detail)));
  }
  record.stages = std::move(kept);
}

Child::Body BodyOf(const Subject& subject, Scope scope, const Experiment& experiment,
                   const Effort& effort) {
  return [subject, scope, &experiment, effort](Channel& channel) {
    RunExperiment(experiment, subject, scope.value_or(InterpreterConfig::kLegacy), effort, channel);
  };
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
  if (const auto outcome = alone.First<ImportOutcome>()) course.subject.needed = outcome->needed;
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
  if (experiment.compared || (experiment.basic && scope == InterpreterConfig::kOverride))
    Queue(ControlSubject(), scope, experiment);
  course.keys.push_back(Key(subject.target.name, scope, experiment.id));
  Queue(subject, scope, experiment, [this, &course, scope, &experiment](const Record& record) {
    if (!experiment.basic && record.ending != Ending::kComplete)
      QueueStandIns(course.subject, scope, experiment);
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
    if (experiment.basic && !experiment.config_independent)
      Queue(ControlSubject(), config, experiment);
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
void Schedule::QueueStandIns(const Subject& subject, Scope scope, const Experiment& experiment) {
  Queue(ControlSubject(), scope, experiment);
  for (const Subject& other : StandInsFor(subject)) {
    const std::string key =
        Key(subject.target.name, scope, experiment.id) + "/without/" + other.target.name;
    without_[{subject.target.name, scope}].emplace(experiment.id, key);
    pool_.Queue(key, BodyOf(other, scope, experiment, effort_));
  }
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
  for (const auto& [experiment, key] : without_[place]) {
    Record without = pool_.Wait(key);
    KeepDeclared(Registered(experiment), true, without);
    Record& told = seen.without[std::string(experiment)];
    if (told.stages.empty() || told.complete()) told = std::move(without);  // the first that broke
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
  return AddAlone(Collect(target, config), alone);
}

const Observations& Schedule::AddAlone(Observations& seen, const Record& alone) {
  Record& record = seen.At(experiments::kAlone);
  record = alone;
  KeepDeclared(Registered(experiments::kAlone), false, record);
  if (const auto outcome = alone.First<ImportOutcome>()) seen.needed = outcome->needed;
  return seen;
}

const Observations& Schedule::Single(const Target& target) {
  const auto known = collected_.find({target.name, kWhatever});
  if (known != collected_.end()) return known->second.seen;
  const Record& alone = Alone(target);
  WaitForDecisions(courses_.at(target.name), kWhatever);
  return AddAlone(Collect(target, kWhatever), alone);
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
