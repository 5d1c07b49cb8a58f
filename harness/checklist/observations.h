#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checklist/experiment_id.h"
#include "checklist/reliability.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/record.h"
#include "target/target.h"

namespace isograde {

/// Records by experiment.
using Records = std::map<std::string, Record, std::less<>>;

/// All that was observed of one target in one config: what a check judges. Plain data, whole in
/// JSON; judging stored observations again gives the same findings.
struct Observations {
  Target target;
  InterpreterConfig config = InterpreterConfig::kLegacy;
  Records records;  ///< of the experiments that were run; that of kAlone in main and no other

  /// Of experiments in which it broke, or changed state that is not its own: the same without it,
  /// with only those modules imported that its import brings along, and an innocent extension of
  /// each kind that its own are of.
  Records without = {};
  /// By experiment: how it went on this build of CPython with each one of them, and with nothing.
  /// Only those with which it ever broke.
  std::map<std::string, std::vector<Reliability>, std::less<>> reliability = {};

  /// The record of an experiment; nullptr where it was not run.
  const Record* Of(ExperimentId experiment) const;
  /// The same; an empty one where it was not run.
  const Record& operator[](ExperimentId experiment) const;
  /// That of the same without the target; nullptr where it was not run.
  const Record* Without(ExperimentId experiment) const;
  /// How reliable an experiment is; empty: it never broke, or was not tried.
  const std::vector<Reliability>& ReliabilityOf(ExperimentId experiment) const;
  /// The record, to be filled.
  Record& At(ExperimentId experiment) { return records[std::string(experiment)]; }

  /// Observations of type T in several experiments, one experiment after the other.
  template <typename T>
  std::vector<T> Across(std::span<const ExperimentId> experiments) const {
    std::vector<T> found;
    for (const ExperimentId experiment : experiments) {
      for (T& one : (*this)[experiment].template All<T>()) found.push_back(std::move(one));
    }
    return found;
  }
  /// Of both experiments in which interpreters live side by side.
  template <typename T>
  std::vector<T> Across() const {
    return Across<T>(experiments::kSideBySide);
  }
};

void to_json(nlohmann::json& json, const Observations& observations);
void from_json(const nlohmann::json& json, Observations& observations);

}  // namespace isograde
