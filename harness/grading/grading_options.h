#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "checklist/effort.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/limits.h"
#include "target/called.h"

namespace isograde {

/// What a grading run is told besides its targets.
struct GradingOptions {
  Effort effort;
  std::vector<InterpreterConfig> configs;  ///< empty: all that this CPython has
  bool all_members =
      false;  ///< of distributions: those too that importing their roots does not load
  bool with_override = true;  ///< of the configs: `override`, which no grade and no use rests on
  std::chrono::milliseconds explore{0};  ///< for which calls are looked for; 0: none is
  std::map<std::string, Called>
      replayed;                     ///< of a baseline, by target: calls that are made instead
  bool seeded = false;              ///< the seed was asked for
  std::string store;                ///< folder; empty: nothing is kept
  int jobs = 0;                     ///< 0: one per core
  int tries = 30;                   ///< of what is not known of this build of CPython; 0: none
  std::vector<std::string> checks;  ///< globs; empty: all
  Limits limits;
  std::vector<std::string> gtest;    ///< GoogleTest's own flags
  std::vector<std::string> recipes;  ///< files, beside those that come with isograde
  std::string observations;          ///< file for all that was observed; empty: it is not kept
};

}  // namespace isograde
