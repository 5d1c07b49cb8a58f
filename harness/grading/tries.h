#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checklist/effort.h"
#include "checklist/experiment.h"
#include "grading/reliability_book.h"
#include "sandbox/child_pool.h"

namespace isograde {

/// Tries of an experiment with no target in it, where the book does not know how they go.
class Tries {
 public:
  struct Cost {
    int tries = 0;
    double cpu_s = 0;
  };

  /// `times`: how often each is tried; 0: only what the book knows is told.
  Tries(ChildPool& pool, ReliabilityBook& book, const Effort& effort, int times)
      : pool_(pool), book_(book), effort_(effort), times_(times) {}

  /// How an experiment goes with nothing, and with each of these (identities, see IdentityOf)
  /// alone: those with which it ever broke. What is not known is tried now, all at once first;
  /// where that breaks, half by half.
  std::vector<Reliability> Of(const Experiment& experiment, std::optional<InterpreterConfig> config,
                              const std::vector<std::string>& with);
  /// The same once more for those that are known to break, but not from this build of CPython:
  /// where it breaks may differ from build to build.
  std::vector<Reliability> OfThisBuild(const Experiment& experiment,
                                       std::optional<InterpreterConfig> config,
                                       const std::vector<std::string>& with);
  /// What the book knows of one of them.
  std::optional<Reliability> Known(const Experiment& experiment,
                                   std::optional<InterpreterConfig> config,
                                   const std::string& with) const;
  const Cost& cost() const { return cost_; }

 private:
  struct Place;
  Reliability Try(const Place& place, const std::vector<std::string>& with, int times);
  std::vector<Breakdown> BeyondNothing(const Place& place, const Reliability& tried) const;
  bool TryTogether(const Place& place, const std::vector<std::string>& with, int times);
  std::vector<Reliability> KnownOf(const Place& place, const std::vector<std::string>& with) const;
  void Add(const Place& place, const std::vector<std::string>& with, const Reliability& tried);
  void TellOnce(const std::vector<std::string>& with);

  ChildPool& pool_;
  ReliabilityBook& book_;
  Effort effort_;
  int times_;
  int series_ = 0;
  Cost cost_;
};

}  // namespace isograde
