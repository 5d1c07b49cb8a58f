#pragma once

#include <Python.h>

#include <cstdint>

#include "interpreter/interpreter_config.h"

namespace isograde {

/// Makes a thread state current for a scope and gives the one before back. On one thread only.
class ScopedThreadState {
 public:
  explicit ScopedThreadState(PyThreadState* state) : before_(PyThreadState_Swap(state)) {}
  ~ScopedThreadState() { PyThreadState_Swap(before_); }
  ScopedThreadState(const ScopedThreadState&) = delete;
  ScopedThreadState& operator=(const ScopedThreadState&) = delete;

 private:
  PyThreadState* before_;
};

/// One interpreter, with the thread state that this thread uses it by. Move-only.
/// To be created, entered and ended on the same thread, while the main interpreter lives. Ending
/// wants its thread state to be the only one of the interpreter and without frames. The destructor
/// ends a created interpreter; `Main()` is never ended.
class Interpreter {
 public:
  /// The main interpreter; the calling thread must be attached to it.
  static Interpreter Main();
  /// A new interpreter; the caller's thread state is current again afterwards. Throws HarnessError
  /// where CPython refuses.
  static Interpreter Create(InterpreterConfig config);

  Interpreter(Interpreter&& other) noexcept;
  Interpreter& operator=(Interpreter&&) = delete;
  ~Interpreter();

  /// Runs `function` with this interpreter current; what it returns must hold no reference into the
  /// interpreter.
  template <typename Function>
  auto Run(Function&& function) const {
    ScopedThreadState entered(state_);
    return function();
  }

  /// Ends the interpreter now. Not for main.
  void End();

  PyThreadState* state() const { return state_; }
  std::int64_t id() const { return id_; }

 private:
  Interpreter(PyThreadState* state, std::int64_t id, bool owned)
      : state_(state), id_(id), owned_(owned) {}

  PyThreadState* state_;
  std::int64_t id_;
  bool owned_;
};

}  // namespace isograde
