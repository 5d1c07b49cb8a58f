#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "grading/grading_run.h"

namespace isograde {

inline constexpr const char* kObservationsSchema = "isograde/observations/1";

/// All that a run observed, as `isograde judge` reads it, with the report that was made of it.
/// `demand`: what was observed; `run` has been started with it and not been interrupted.
nlohmann::json StoreRun(GradingRun& run, ObservationSource& source, const Demand& demand,
                        const Report& report);

/// Observations that were stored: nothing is run.
class StoredRun : public GradingRun {
 public:
  /// Throws UsageError, one sentence with the path, for what is no such file.
  static StoredRun Read(const std::string& path);

  const std::vector<Target>& targets() const override { return targets_; }
  const std::vector<InterpreterConfig>& configs() const override { return configs_; }
  /// Of a run of a part of the checks, that part.
  bool Has(const std::string& check, const std::string& config,
           const Target& target) const override;
  std::vector<std::string> selection() const override { return report_.selection; }
  bool CallsFunctions(const Target& target) const override;
  const Effort& effort() const override { return report_.effort; }
  ObservationSource& Start(const Demand& demand) override;
  /// The CPython, the date and the cost are those of the run that was stored.
  void Describe(Report& report, bool interrupted) override;
  std::string HashOf(const Target& target) override;

 private:
  class Source;
  StoredRun() = default;

  Report report_;
  std::vector<Target> targets_;
  std::vector<InterpreterConfig> configs_;
  std::map<std::string, bool> calls_functions_;
  std::shared_ptr<Source> source_;
};

}  // namespace isograde
