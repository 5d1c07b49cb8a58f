#pragma once

#include <string>
#include <vector>

#include "checklist/effort.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/limits.h"

namespace isograde {

/// What a grading run is told besides its targets.
struct GradingOptions {
  Effort effort;
  std::vector<InterpreterConfig> configs;  ///< empty: all that this CPython has
  int jobs = 0;                            ///< 0: one per core
  int tries = 30;                   ///< of what is not known of this build of CPython; 0: none
  std::vector<std::string> checks;  ///< globs; empty: all
  Limits limits;
  std::vector<std::string> gtest;    ///< GoogleTest's own flags
  std::vector<std::string> recipes;  ///< files, beside those that come with isograde
  std::string observations;          ///< file for all that was observed; empty: it is not kept
};

}  // namespace isograde
