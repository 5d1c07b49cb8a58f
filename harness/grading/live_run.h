#pragma once

#include <memory>

#include "grading/grading_options.h"
#include "grading/grading_run.h"
#include "grading/kept_observations.h"
#include "grading/reliability_book.h"
#include "grading/run_progress.h"
#include "grading/schedule.h"
#include "grading/tries.h"

namespace isograde {

/// Fills in which CPython is hosting.
void DescribePython(Report& report);

/// Runs the experiments, in sandboxed children of the hosting Python.
class LiveRun : public GradingRun {
 public:
  /// `tables`: as ReliabilityBook has it. Throws UsageError where this CPython has none of the
  /// configs that are asked for.
  LiveRun(const GradingOptions& options, std::vector<Target> targets, const RecipeBook& recipes,
          const std::string& tables, Store& store);

  const std::vector<Target>& targets() const override { return targets_; }
  const std::vector<InterpreterConfig>& configs() const override { return configs_; }
  bool CallsFunctions(const Target& target) const override;
  const Effort& effort() const override { return options_.effort; }
  ObservationSource& Start(const Demand& demand) override;
  void Describe(Report& report, bool interrupted) override;
  std::string HashOf(const Target& target) override;
  /// How far what is graded is confined.
  const Held& held() { return pool_.held(); }
  /// Whether all that was run on a target is stored.
  bool IsKept(const Target& target);
  bool IsFromStore(const Target& target) override;
  void Forget(const Target& target) override;
  void Graded(std::size_t done, std::size_t all) override { progress_.Graded(done, all); }

 private:
  const GradingOptions& options_;
  std::vector<Target> targets_;
  const RecipeBook& recipes_;
  std::vector<InterpreterConfig> configs_;
  ChildPool pool_;
  ReliabilityBook book_;
  Tries tries_;
  Store& store_;
  KeptObservations kept_;
  std::unique_ptr<Schedule> schedule_;
  std::map<std::string, std::string> hashes_;
  RunProgress progress_;
};

}  // namespace isograde
