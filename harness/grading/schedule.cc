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
#include "checklist/parts.h"
#include "checklist/recipe_correction.h"
#include "checklist/situation.h"
#include "grading/declared_stages.h"
#include "grading/exposure.h"

namespace isograde {
namespace {

using Scope = std::optional<InterpreterConfig>;

constexpr Scope kWhatever = std::nullopt;

// How often more it is looked for a break in the target's own code, where one is excused: a module
// that always breaks by itself came second to _datetime in one of twenty tries on 3.12.1.
constexpr int kLooks = 4;

// How often an interpreter imports the target within one stage, at most (parallel-import), and a
// little more: what an import takes was seen in main alone.
constexpr int kImportsInAStage = 8;

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

constexpr std::size_t kMostWithoutACall = 5;

// That of the calls which were found that the target broke in; a long one is noted by its
// beginning.
std::vector<FoundCall>::const_iterator FoundCallIn(const Record& alone, const Recipe& recipe) {
  const std::string begun = BrokeInACall(alone) ? alone.last().detail : "";
  return std::find_if(recipe.found.begin(), recipe.found.end(), [&](const FoundCall& found) {
    return !begun.empty() && found.call.starts_with(begun);
  });
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
  course.subject = {.target = target, .recipe = recipes_.For(target)};
  course.turn = static_cast<int>(courses_.size());
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
  pool_.Queue(
      std::move(key), BodyOf(course.subject, kWhatever, Registered(experiments::kAlone), effort_),
      [this, &course](const Record& alone) { Begin(course, alone); }, {.turn = course.turn});
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
  // One of the calls that were found breaks what none of them breaks by itself: the rest may be
  // good.
  const auto breaker = FoundCallIn(alone, course.subject.recipe);
  if (breaker != course.subject.recipe.found.end() && course.keys.size() <= kMostWithoutACall) {
    course.subject.recipe.found.erase(breaker);
    QueueAlone(course, fmt::format("{}/{}", AloneKey(course.subject.target.name),
                                   course.subject.recipe.found.size()));
    return;
  }
  if (alone.complete())
    course.more_time = kImportsInAStage * effort_.interpreters *
                       std::chrono::milliseconds(static_cast<long>(1000 * alone.wall_s));
  if (const auto outcome = alone.First<ImportOutcome>()) {
    for (const BroughtModule& module : outcome->brought) {
      course.subject.brought.push_back(module.name);
      if (module.is_extension) course.needed.push_back(IdentityOf(module.name, module.file));
    }
  }
  course.innocents = InnocentsOf(alone);
  if (const auto apart = alone.First<CallsApart>()) course.apart = apart->calls;
  const auto again = OfTheWhole(alone).First<SecondImport>();
  course.subject.imports_again = again && again->worked();
  for (const Target& member : LoadedMembers(course.subject.target)) {
    const auto by_itself = OfMember(alone, member, course.subject.target).First<SecondImport>();
    if (by_itself && by_itself->worked()) course.subject.import_again_alone.push_back(member.name);
  }
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
  const auto then = [this, &course, scope, &experiment](const Record& record) {
    if (experiment.probe) return Advance(course);
    const bool broke = HasBroken(record) && !IsKnown(course, scope, experiment, record);
    const Record* const bare = pool_.Find(Key(ControlSubject().target.name, scope, experiment.id));
    if (broke || (experiment.also_without &&
                  experiment.also_without(record, bare, *pool_.Find(course.alone))))
      QueueStandIn(course, scope, experiment);
    Advance(course);
  };
  Queue(subject, scope, experiment, then, &course);
}

ChildPool::Terms Schedule::TermsOf(const Experiment& experiment, const Course* course) {
  const auto company = experiment.timed ? ChildPool::Company::kNone : ChildPool::Company::kWelcome;
  if (!course) return {.company = company};
  return {.company = company, .turn = course->turn, .more_time = course->more_time};
}

void Schedule::Queue(const Subject& subject, Scope scope, const Experiment& experiment,
                     ChildPool::Then then, const Course* course) {
  if (!queued_[{subject.target.name, scope}].insert(experiment.id).second) return;
  pool_.Queue(
      Key(subject.target.name, scope, experiment.id), BodyOf(subject, scope, experiment, effort_),
      [this, scope, then = std::move(then), target = subject.target.name,
       id = experiment.id](const Record& record) {
        if (scope && pool_.WasRun(Key(target, *scope, id))) {
          created_[*scope] += static_cast<int>(
              std::count_if(record.stages.begin(), record.stages.end(),
                            [](const Position& position) { return position.creates; }));
        }
        if (then) then(record);
      },
      TermsOf(experiment, course));
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
  if (instead.empty() && course.apart.empty()) return;
  if (!without_[{name, scope}].insert(experiment.id).second) return;
  Subject without = ControlSubject(std::move(instead));
  for (const std::string& call : course.apart)
    without.recipe.found.push_back({.call = call, .by_value = false});
  pool_.Queue(WithoutKey(name, scope, experiment.id), BodyOf(without, scope, experiment, effort_),
              {}, TermsOf(experiment, &course));
}

const Record& Schedule::Alone(const Target& target) {
  const Course& course = courses_.at(target.name);
  // What it shows may lead to another one, without a part of the recipe.
  for (;;) {
    const std::string key = course.alone;
    const Record& record = pool_.Wait(key);
    if (key == course.alone) return record;
  }
}

bool Schedule::CallsFunctions(const Target& target) {
  Alone(target);
  return courses_.at(target.name).subject.recipe.CallsFunctions();
}

const Record* Schedule::Seen(const std::string& target, InterpreterConfig config,
                             ExperimentId experiment) const {
  return pool_.Find(Key(target, config, experiment));
}

void Schedule::Forget(const Target& target) {
  for (const std::string& key : FinishedOf(target.name)) pool_.DropObservations(key);
  std::erase_if(collected_, [&](const auto& one) { return one.first.first == target.name; });
}

std::vector<std::string> Schedule::FinishedOf(const std::string& target) const {
  const auto course = courses_.find(target);
  std::vector<std::string> keys;
  if (course != courses_.end()) {
    if (!course->second.undecided.empty()) return {};
    keys.assign(course->second.keys.begin(), course->second.keys.end());
  }
  for (const auto& [place, experiments] : queued_) {
    if (place.first != target || course != courses_.end()) continue;
    for (const ExperimentId id : experiments) keys.push_back(Key(target, place.second, id));
  }
  for (const auto& [place, experiments] : without_) {
    if (place.first != target) continue;
    for (const ExperimentId id : experiments) keys.push_back(WithoutKey(target, place.second, id));
  }
  const bool all = std::all_of(keys.begin(), keys.end(),
                               [this](const std::string& key) { return pool_.Find(key); });
  return all ? keys : std::vector<std::string>();
}

bool Schedule::BreaksWithout(const std::string& target, const std::string& key) const {
  const auto course = courses_.find(target);
  if (course == courses_.end()) return true;
  const BreakSite site = SiteOf(*pool_.Find(key));
  for (const auto& [place, experiments] : queued_) {
    if (place.first != target) continue;
    for (const ExperimentId id : experiments) {
      const Scope scope = place.second;
      if (WithoutKey(target, scope, id) == key) return true;
      if (Key(target, scope, id) != key) continue;
      for (const std::string& other :
           {WithoutKey(target, scope, id), Key(ControlSubject().target.name, scope, id)}) {
        const Record* const without = pool_.Find(other);
        if (without && HasBroken(*without) && IsLike(SiteOf(*without), site)) return true;
      }
      return IsKnown(course->second, scope, Registered(id), *pool_.Find(key));
    }
  }
  return false;
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
  for (auto& [id, record] : seen.records) {
    if (id == experiments::kAlone || Registered(id).probe) continue;
    auto broke = ReliabilityFor(seen, scope, Registered(id));
    if (Registered(id).by_chance) LookAgain(broke, seen, scope, Registered(id), record);
    if (!broke.empty()) seen.reliability[id] = std::move(broke);
  }
  return seen;
}

void Schedule::LookAgain(const std::vector<Reliability>& excuses, const Observations& seen,
                         Scope scope, const Experiment& experiment, Record& record) {
  const std::string key = Key(seen.target.name, scope, experiment.id);
  const auto course = courses_.find(seen.target.name);
  const auto is_excused = [&](const Record& one) {
    return !BrokeInOwnCode(one, seen) && IsLikeOneOf(excuses, SiteOf(one));
  };
  const bool is_no_answer =
      HasBroken(record) ? is_excused(record)
                        : record.complete() && experiment.is_likely && experiment.is_likely(seen);
  // What is from the store was looked at often enough.
  if (!is_no_answer || course == courses_.end() || !pool_.WasRun(key)) return;
  const bool had_broken = HasBroken(record);
  for (int look = 0; look < kLooks; ++look) {
    Record again = pool_.RunAgain(key, BodyOf(course->second.subject, scope, experiment, effort_),
                                  TermsOf(experiment, &course->second));
    // Where it broke before, only that is more than what was seen: another break of CPython's may
    // just be rarer.
    if (!HasBroken(again) || is_excused(again)) continue;
    if (had_broken && !BrokeInOwnCode(again, seen)) continue;
    pool_.Replace(key, again);
    record = std::move(again);
    KeepDeclared(experiment, false, record);
    return;
  }
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
