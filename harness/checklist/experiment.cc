#include "checklist/experiment.h"

#include <algorithm>
#include <utility>

namespace isograde {
namespace {

std::vector<Experiment>& Registry() {
  static std::vector<Experiment> experiments;
  return experiments;
}

}  // namespace

bool Experiment::GoesThrough(const Stage& stage) const {
  return stage == stages::kNone || std::find(stages.begin(), stages.end(), stage) != stages.end();
}

namespace internal {
ExperimentRegistration::ExperimentRegistration(Experiment experiment) {
  auto& experiments = Registry();
  const auto place = std::lower_bound(experiments.begin(), experiments.end(),
                                      std::pair(experiment.place, experiment.id),
                                      [](const Experiment& other, const auto& key) {
                                        return std::pair(other.place, other.id) < key;
                                      });
  experiments.insert(place, std::move(experiment));
}
}  // namespace internal

const std::vector<Experiment>& AllExperiments() { return Registry(); }

const Experiment* FindExperiment(ExperimentId id) {
  for (const Experiment& experiment : AllExperiments()) {
    if (experiment.id == id) return &experiment;
  }
  return nullptr;
}

}  // namespace isograde
