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

/// How an import went after another interpreter had ended.
struct LateImport {
  static constexpr const char* kName = "late-import";
  int interpreter = 0;
  std::vector<int> ended;  ///< interpreters that had ended before
  RaisedException raised;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LateImport, interpreter, ended, raised)

/// An interpreter that has ended.
struct Ended {
  static constexpr const char* kName = "ended";
  int interpreter = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Ended, interpreter)

/// How many interpreters besides main were alive when the process was about to leave.
struct LeftAlive {
  static constexpr const char* kName = "left-alive";
  int interpreters = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LeftAlive, interpreters)

/// kFirstLoaderEnds. Interpreters 1.. import and use the target, main does not. They end in order
/// of creation: the one that loaded it first goes first, with an exception of the module and a
/// cycle of its objects alive; the last one has imported and not used it. After each end the
/// survivors use and provoke it, main from the first end on.
void RunFirstLoaderEnds(const Subject& subject, InterpreterConfig config, const Effort& effort,
                        Channel& channel);

/// kLastLoaderEnds. Main imports and uses it, then the others. They end in reverse order until one
/// is left; survivors use and provoke it after each. The process is then to leave.
void RunLastLoaderEnds(const Subject& subject, InterpreterConfig config, int interpreters,
                       Channel& channel);

}  // namespace isograde
