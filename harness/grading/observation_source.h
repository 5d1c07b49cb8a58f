#pragma once

#include <vector>

#include "base/error.h"
#include "checklist/observations.h"

namespace isograde {

/// That something which a check wants to read was not observed, and cannot be any more. One
/// sentence.
class NotObserved : public HarnessError {
 public:
  using HarnessError::HarnessError;
};

/// Where a grading has its observations from: experiments that are run for it, or a file. Whatever
/// it gives is valid as long as it lives.
class ObservationSource {
 public:
  virtual ~ObservationSource() = default;

  /// Of a target in a config.
  virtual const Observations& For(const Target& target, InterpreterConfig config) = 0;
  /// The target in main alone.
  virtual const Record& Alone(const Target& target) = 0;
  /// What does not depend on a config: alone, and the config-independent experiments.
  virtual const Observations& Single(const Target& target) = 0;
  /// The control's, with these experiments.
  virtual const Observations& SingleControl(const std::vector<ExperimentId>& experiments) = 0;
  /// The control's, with these experiments besides the basic ones.
  virtual const Observations& Control(InterpreterConfig config,
                                      const std::vector<ExperimentId>& experiments) = 0;
  const Observations& Control(InterpreterConfig config) { return Control(config, {}); }
  /// Configs whose control was run.
  virtual std::vector<InterpreterConfig> ControlledConfigs() const = 0;
  /// True for `override` where it was not tried because `isolated` loads.
  virtual bool LoadsByItself(const Target& target, InterpreterConfig config) = 0;
  /// False where it was left out: LoadsByItself, or a target that main alone cannot import.
  virtual bool WasTried(const Target& target, InterpreterConfig config) = 0;
};

}  // namespace isograde
