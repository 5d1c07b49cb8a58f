#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/experiment.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/record.h"
#include "target/target.h"

namespace isograde {

/// All that was observed of one target in one config: what a check judges. Plain data; judging
/// stored observations again gives the same findings.
struct Observations {
  Target target;
  InterpreterConfig config = InterpreterConfig::kLegacy;
  Record alone;                          ///< in the main interpreter and no other
  Record main_first;                     ///< main imports, then the others
  Record main_last;                      ///< the others import, then main
  std::map<Experiment, Record> further;  ///< the other experiments, as far as they were run

  std::vector<std::string> needed;  ///< extension modules from outside its package that its import
                                    ///< brings along
  /// Of experiments in which it broke: the same without it, with only the extension modules
  /// imported that its import brings along. Not run where there are none.
  std::map<Experiment, Record> without;

  /// The record of an experiment; nullptr where it was not run.
  const Record* Of(Experiment experiment) const;
  Record& Of(Experiment experiment);
  bool Has(Experiment experiment) const { return Of(experiment) != nullptr; }

  /// Observations of type T of both experiments with several interpreters.
  template <typename T>
  std::vector<T> Across() const {
    std::vector<T> found = main_first.All<T>();
    for (T& more : main_last.All<T>()) found.push_back(std::move(more));
    return found;
  }
};

void to_json(nlohmann::json& json, const Observations& observations);
void from_json(const nlohmann::json& json, Observations& observations);

}  // namespace isograde
