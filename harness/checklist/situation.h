#pragma once

#include <functional>
#include <optional>
#include <set>

#include "checklist/experiment.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/record.h"
#include "target/target.h"

namespace isograde {

/// What is known of a target when it is decided whether an experiment is run on it.
struct Situation {
  const Target& target;
  std::optional<InterpreterConfig> config;     ///< none: a config-independent experiment
  const std::set<InterpreterConfig>& configs;  ///< those of the run
  const Record& alone;
  /// The record of an experiment on the target; nullptr: it has not ended yet, or is not run. Only
  /// the basic ones are always run: wait for no other.
  std::function<const Record*(InterpreterConfig, ExperimentId)> seen;
};

/// For Experiment::when: only where the target loads in every interpreter of the config.
Decision WhereItLoads(const Situation& situation);

/// Of legacy and isolated interpreters, only in the more isolated ones in which it loads: for what
/// is dear, and the same in both.
Decision InTheMostIsolatedConfig(const Situation& situation);

}  // namespace isograde
