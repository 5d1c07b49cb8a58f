#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/load.h"
#include "interpreter/interpreter.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// An interpreter with a load in it. To be made, used and ended on one thread, whose thread state
/// of the main interpreter is current. One that is not ended stays as it is when this is destroyed:
/// the child leaves by _exit. Each step throws CannotMeasure where Python raises.
class Tenant {
 public:
  /// The main interpreter's place.
  static Tenant InMain(const Load& load);
  /// In an interpreter that was created for it, which gets the module search path of the hosting
  /// one: SearchPath() in main.
  static Tenant Of(const Load& load, Interpreter interpreter,
                   const std::vector<std::string>& search_path);
  /// In a new interpreter.
  static Tenant Create(const Load& load, InterpreterConfig config,
                       const std::vector<std::string>& search_path);

  /// Imports the load, and nothing else.
  void Import();
  /// Runs the recipes' setup: once, after Import().
  void Prepare();
  /// The recipes' exercise.
  void Use();
  /// Takes the load out of sys.modules: of a package, the package alone. Leave() lets go of it.
  void Drop();
  /// Gives back what is held of it.
  void Leave();
  /// Ends the interpreter, and nothing else; the last step, after Leave().
  void End();

  const Interpreter& interpreter() const { return place_->interpreter; }

 private:
  struct Place {
    Interpreter interpreter;
    std::vector<Seat> seats;  ///< one for each subject
    std::vector<PyObject*> dropped{};
  };
  struct StaysAlive {
    void operator()(Place*) const {}
  };

  Tenant(const Load& load, Interpreter interpreter);

  const Load* load_;
  std::unique_ptr<Place, StaysAlive> place_;
};

}  // namespace isograde
