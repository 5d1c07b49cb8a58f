#include "interpreter/interpreter.h"

#include <utility>

#include "interpreter/cpython_api.h"

namespace isograde {

Interpreter Interpreter::Main() {
  return {PyThreadState_Get(), cpython::CurrentInterpreterId(), false};
}

Interpreter Interpreter::Create(InterpreterConfig config) {
  PyThreadState* const caller = PyThreadState_Get();
  PyThreadState* const created = cpython::NewInterpreter(config);
  const std::int64_t id = cpython::CurrentInterpreterId();
  PyThreadState_Swap(caller);
  return {created, id, true};
}

Interpreter::Interpreter(Interpreter&& other) noexcept
    : state_(other.state_), id_(other.id_), owned_(std::exchange(other.owned_, false)) {}

Interpreter::~Interpreter() { End(); }

void Interpreter::End() {
  if (!std::exchange(owned_, false)) return;
  PyThreadState* const caller = PyThreadState_Swap(state_);
  Py_EndInterpreter(state_);  // leaves no thread state current
  PyThreadState_Swap(caller);
}

}  // namespace isograde
