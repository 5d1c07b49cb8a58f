#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/experiment_id.h"
#include "interpreter/python_error.h"
#include "sandbox/stage.h"

namespace isograde {

namespace experiments {
inline constexpr ExperimentId kParallelImport = "parallel-import";
inline constexpr ExperimentId kParallelUse = "parallel-use";
}  // namespace experiments

namespace stages {
inline constexpr Stage kParallelImport{.id = "parallel-import",
                                       .words = "importing it in several interpreters at once",
                                       .creates = true};
/// In turn, for what is to be compared with; then at once. One stage: where one thread breaks,
/// others may be on already.
inline constexpr Stage kUseInTurn{.id = "parallel-use",
                                  .words = "using it in several interpreters at once",
                                  .makes_calls = true,
                                  .creates = true};
inline constexpr Stage kParallelUse{
    .id = "parallel-use", .words = "using it in several interpreters at once", .makes_calls = true};
}  // namespace stages

/// How imports at the same time went in one interpreter.
struct ParallelImport {
  static constexpr const char* kName = "parallel-import";
  int interpreter = 0;
  int round = 0;
  int imports = 0;         ///< that were tried
  RaisedException raised;  ///< by the first one that raised
};
ISOGRADE_JSON(ParallelImport);

/// What one call gave in one interpreter, first while no other ran, then while all did.
struct ParallelUse {
  static constexpr const char* kName = "parallel-use";
  int interpreter = 0;
  std::string call;
  std::string serial;               ///< its value, or "raised ..."
  int times = 0;                    ///< calls at the same time
  int differing = 0;                ///< of these, those that gave something else
  std::string different;            ///< what the first of them gave
  std::string trouble;              ///< why it was not tried
  RaisedException import_raised{};  ///< where it did not load
  bool setup_raised = false;        ///< the recipe's setup did, which is the trouble
  bool was_found = false;           ///< by exploring: nobody says what it is to give
};
ISOGRADE_JSON(ParallelUse);

}  // namespace isograde
