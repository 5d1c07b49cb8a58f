#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/effort.h"
#include "checklist/subject.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/channel.h"

namespace isograde {

/// What the gauges showed before a row of cycles and after each.
struct Growth {
  static constexpr const char* kName = "growth";
  int at_once = 1;                          ///< interpreters alive in each cycle
  int rounds = 1;                           ///< of import and use in each interpreter
  std::vector<std::string> gauges;          ///< names, as of Gauges()
  std::vector<std::vector<double>> values;  ///< [gauge][cycle]
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Growth, at_once, rounds, gauges, values)

/// That there were no cycles, and why.
struct NoCycles {
  static constexpr const char* kName = "no-cycles";
  std::string reason;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(NoCycles, reason)

/// kCycles: create an interpreter, import, use, end, again and again; then the same with several
/// rounds of import and use in each interpreter, the module deleted from sys.modules in between.
///
/// Two comparisons come out of it. With the control: what an interpreter that loaded the target
/// leaves behind. It can be told where the CPython leaves next to nothing itself; 3.12, 3.13.0 and
/// own allocators of 3.13.15 never free the names that an interpreter interned (1,500 to 2,800
/// blocks each, and those of every module on top), which is no fault of the module. And of several
/// rounds with one: what one more import and use leaves behind, in an interpreter that knows all
/// its names already. The second holds everywhere, and is exact: 0 for a module that gives back
/// what it took.
///
/// With a stress above 1 also with two interpreters alive at once. Stops early when it is clear.
void RunCycles(const Subject& subject, InterpreterConfig config, const Effort& effort,
               Channel& channel);

}  // namespace isograde
