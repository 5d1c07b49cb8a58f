#pragma once

#include <functional>
#include <string>

#include "base/json_fields.h"
#include "checklist/call_outcome.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "target/recipe.h"

namespace isograde {

/// What one of the calls that were found (Recipe::Found) gave in one interpreter.
struct CallResult {
  static constexpr const char* kName = "call-result";
  CallPhase phase;
  int interpreter = 0;
  std::string call;
  std::string main;  ///< the module that `module` is in it
  bool raised = false;
  std::string type;     ///< class of what it returned or raised
  std::string message;  ///< repr of what it raised
  std::string value;    ///< repr of what it returned, where these are compared
  std::string foreign;  ///< a class that what it gave is of, and of whose name this interpreter's
                        ///< module has another one: "json.decoder.JSONDecodeError"; empty: none
  std::string address;  ///< of what it returned, which lives on; empty: that may be shared, or may
                        ///< have gone
  std::string trouble;  ///< why it was not made
};
ISOGRADE_JSON(CallResult);

/// Python that defines what calls of that text are made with besides `module`, as isograde/_explore
/// has it: `part`, `example` and `callback`; and `apart`, of CallsApart.
std::string ToolsFor(const std::string& calls);

/// Makes the namespace of the calls that were found, where there are any. In the interpreter of a
/// seat that has loaded the target.
void PrepareFound(const Recipe& recipe, Seat& seat);

/// What is done after a call that a seat has made.
using AfterCall = std::function<void(const Seat&, const std::string& call)>;

/// Makes them in a seat that has loaded the target.
void RecordFound(const Recipe& recipe, const Seat& seat, const CallPhase& phase, Channel& channel,
                 const Stage& stage, const AfterCall& after = {});

/// Tells what they do besides using the target (CallsApart). In main alone, after everything else.
void RecordApart(const Subject& subject, Channel& channel);

/// Whether the modules are there without which it cannot be made. In the seat's interpreter.
bool HasNeeds(const Recipe::Found& found);

/// Makes them, and looks at nothing that comes of it. In the seat's interpreter.
void MakeFound(const Recipe& recipe, const Seat& seat);

/// What one of them gives, to be compared with what it gives at another time: its repr, its class,
/// or "raised ..."; empty where it cannot be made here. In the seat's interpreter.
std::string FoundValue(const Recipe::Found& found, const std::string& call, const Seat& seat);

/// The same call with other values, which depend on `number`: where all interpreters have equal
/// data, nobody sees that one has what is another's.
std::string WithOwnValues(std::string call, int number);

/// The class of an object, or of one that a tuple, list or dict holds, of whose name the module
/// that it says to be from has another class here: it is another interpreter's, or of a module that
/// is gone. Empty: there is none. In the current interpreter.
std::string ForeignClassIn(PyObject* object);

}  // namespace isograde
