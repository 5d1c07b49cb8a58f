#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "checklist/subject.h"
#include "interpreter/interpreter_config.h"
#include "interpreter/python_error.h"
#include "sandbox/channel.h"

namespace isograde {

/// Where a callback ran that was given to the target in one interpreter.
struct CallbackOutcome {
  static constexpr const char* kName = "callback";
  int interpreter = 0;     ///< that it was registered in
  int times = 0;           ///< it was called
  int elsewhere = 0;       ///< of these, in another interpreter
  std::string ran_in;      ///< the last other one: "the main interpreter", "interpreter id 2"
  RaisedException raised;  ///< by the recipe's call
  std::string trouble;     ///< why it was not tried
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CallbackOutcome, interpreter, times, elsewhere,
                                                ran_in, raised, trouble)

/// kCallback: main and one further interpreter import the target; the recipe's call, which has it
/// call back from a thread of its own, is made in the further one.
void RunCallback(const Subject& subject, InterpreterConfig config, Channel& channel);

}  // namespace isograde
