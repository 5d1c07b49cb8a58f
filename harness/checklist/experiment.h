#pragma once

#include <string_view>
#include <vector>

#include "checklist/effort.h"
#include "checklist/experiment_id.h"
#include "checklist/subject.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/channel.h"
#include "sandbox/stage.h"

namespace isograde {

struct Observations;
struct Record;
struct Situation;

/// Whether an experiment is run on a target, by what is known so far.
enum class Decision { kRun, kLeaveOut, kWait };

/// What is done with a target, in a sandboxed child of its own. Who imports first, who ends first,
/// and what happens at the same time is what they differ in.
struct Experiment {
  ExperimentId id;
  std::string_view words;     ///< what is done in it, for `isograde list experiments`
  std::vector<Stage> stages;  ///< that it may go through, besides stages::kNone; each is answered
                              ///< for by one check (Check::answers_for)
  /// In the child. `config` is of no matter to those in which there is no further interpreter.
  void (*run)(const Subject& subject, InterpreterConfig config, const Effort& effort,
              Channel& channel) = nullptr;
  /// Asked whenever another experiment on the target has ended, until it has decided; nullptr: run.
  /// Nothing is asked, or run, of a target that main alone cannot import.
  Decision (*when)(const Situation& situation) = nullptr;
  /// Besides where it broke: whether to run it without the target too, with what that imports.
  /// `bare`: the same with nothing in it; nullptr where that has not ended. `alone`: the target in
  /// main alone.
  bool (*also_without)(const Record& record, const Record* bare, const Record& alone) = nullptr;
  int place = 1000;                        ///< in lists
  std::vector<Stage> control_stages = {};  ///< that only its controls go through, besides
  /// The first look at a target: run in each config whatever else is asked for, and so is its
  /// control. What the control of another one cannot do is asked of no module.
  bool basic = false;
  /// Asks on isograde's own behalf, of the target only: what breaks in it is charged to nobody.
  bool probe = false;
  bool config_independent = false;  ///< run once, whatever the config
  bool compared = false;            ///< says something only beside its control, which is run along
  bool timed = false;               ///< has the machine to itself
  /// Which of several breaks comes first is chance, where threads race: one that is excused is no
  /// answer yet to whether the target breaks by itself, and it is run again.
  bool by_chance = false;
  /// Of one by chance: whether what was seen elsewhere is reason enough to run it again where it
  /// came to its end; nullptr: nothing is.
  bool (*is_likely)(const Observations& seen) = nullptr;
  /// Runs in a new process of the hosting Python, which then leaves as every Python does
  /// (stages::kExit).
  bool fresh_process = false;

  bool GoesThrough(const Stage& stage) const;
};

/// Every experiment, by place.
const std::vector<Experiment>& AllExperiments();

/// nullptr when there is none of that id.
const Experiment* FindExperiment(ExperimentId id);

namespace internal {
struct ExperimentRegistration {
  explicit ExperimentRegistration(Experiment experiment);
};
}  // namespace internal

/// Registers an experiment, in the file that runs it.
#define ISOGRADE_EXPERIMENT(...) ISOGRADE_EXPERIMENT_AT(__LINE__, __VA_ARGS__)
#define ISOGRADE_EXPERIMENT_AT(line, ...) ISOGRADE_EXPERIMENT_NAMED(line, __VA_ARGS__)
#define ISOGRADE_EXPERIMENT_NAMED(line, ...)                                              \
  static const ::isograde::internal::ExperimentRegistration isograde_registration_##line( \
      ::isograde::Experiment __VA_ARGS__)

}  // namespace isograde
