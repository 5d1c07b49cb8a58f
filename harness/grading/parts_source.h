#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "grading/observation_source.h"

namespace isograde {

/// Another source, in which a distribution and each of its members have what was observed of them
/// in the distribution's experiments.
class PartsSource : public ObservationSource {
 public:
  /// Both must outlive it.
  PartsSource(ObservationSource& whole, const std::vector<Target>& targets);

  const Observations& For(const Target& target, InterpreterConfig config) override;
  const Record& Alone(const Target& target) override;
  const Observations& Single(const Target& target) override;
  const Observations& SingleControl(const std::vector<ExperimentId>& experiments) override {
    return whole_.SingleControl(experiments);
  }
  const Observations& Control(InterpreterConfig config,
                              const std::vector<ExperimentId>& experiments) override {
    return whole_.Control(config, experiments);
  }
  std::vector<InterpreterConfig> ControlledConfigs() const override {
    return whole_.ControlledConfigs();
  }
  bool LoadsByItself(const Target& target, InterpreterConfig config) override {
    return whole_.LoadsByItself(Observed(target), config);
  }
  bool WasTried(const Target& target, InterpreterConfig config) override {
    return whole_.WasTried(Observed(target), config);
  }

  /// Whose experiments tell of a target: its distribution's, or its own.
  const Target& Observed(const Target& target) const { return ObservedWith(target, targets_); }
  static const Target& ObservedWith(const Target& target, const std::vector<Target>& targets);

  /// Forgets what it was asked for so far: views, which are made again when they are wanted.
  void Forget() {
    views_.clear();
    alone_.clear();
  }

 private:
  using Key = std::pair<std::string, std::optional<InterpreterConfig>>;

  const Observations& ViewOf(const Target& target, std::optional<InterpreterConfig> config,
                             const Observations& seen);

  ObservationSource& whole_;
  const std::vector<Target>& targets_;
  std::map<Key, Observations> views_;
  std::map<std::string, Record> alone_;
};

}  // namespace isograde
