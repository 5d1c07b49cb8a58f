#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/effort.h"
#include "checklist/subject.h"
#include "interpreter/interpreter_config.h"
#include "interpreter/python_error.h"
#include "sandbox/channel.h"

namespace isograde {

/// How imports at the same time went in one interpreter.
struct ParallelImport {
  static constexpr const char* kName = "parallel-import";
  int interpreter = 0;
  int round = 0;
  int imports = 0;         ///< that were tried
  RaisedException raised;  ///< by the first one that raised
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ParallelImport, interpreter, round, imports, raised)

/// What one call gave in one interpreter, first while no other ran, then while all did.
struct ParallelUse {
  static constexpr const char* kName = "parallel-use";
  int interpreter = 0;
  std::string call;
  std::string serial;     ///< its value, or "raised ..."
  int times = 0;          ///< calls at the same time
  int differing = 0;      ///< of these, those that gave something else
  std::string different;  ///< what the first of them gave
  std::string trouble;    ///< why it was not tried
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ParallelUse, interpreter, call, serial, times,
                                                differing, different, trouble)

/// kParallelImport: interpreters, each on a thread of its own, are created, import, use and end at
/// the same time, staggered at random by the seed; within each round the target is imported again
/// and again.
void RunParallelImport(const Subject& subject, InterpreterConfig config, const Effort& effort,
                       Channel& channel);

/// kParallelUse: the recipe's calls in all interpreters at once, compared with what they gave one
/// after another; then the exercise for its throughput.
void RunParallelUse(const Subject& subject, InterpreterConfig config, const Effort& effort,
                    Channel& channel);

}  // namespace isograde
