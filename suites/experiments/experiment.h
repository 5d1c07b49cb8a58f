#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "sandbox/channel.h"
#include "suites/experiments/subject.h"

namespace isograde {

/// CPU time that creating and ending one interpreter with nothing in it took, in seconds. Measured
/// in controls.
struct InterpreterCost {
  static constexpr const char* kName = "interpreter-cost";
  double create_s = 0;
  double end_s = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(InterpreterCost, create_s, end_s)

/// The target in the main interpreter and no other: what it declares, and how it behaves when there
/// is nobody to share with. What goes wrong here is no matter of isolation.
void RunAlone(const Subject& subject, Channel& channel);

/// The target in several interpreters of one config, all alive at once:
///   main-first: main imports, then `interpreters` new ones;
///   main-last:  `interpreters` - 1 new ones import, are used without main, then main imports.
/// One experiment feeds every check of loading/, identity/ and exceptions/. Interpreters are not
/// ended: the child leaves by _exit, and ending is the business of lifecycle/. Controls measure
/// what an interpreter costs, and end theirs.
void RunAcross(const Subject& subject, InterpreterConfig config, Order order, int interpreters,
               Channel& channel);

/// How many interpreters RunAcross creates.
constexpr int InterpretersCreated(Order order, int interpreters) {
  return order == Order::kMainFirst
             ? interpreters
             : (order == Order::kMainLast ? std::max(interpreters - 1, 1) : 0);
}

}  // namespace isograde
