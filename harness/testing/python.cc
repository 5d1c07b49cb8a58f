#include "testing/python.h"

#include <stdexcept>

#include "interpreter/evaluate.h"

namespace isograde {
namespace {

Reference OrThrow(Reference value, const std::string& what) {
  if (!value) throw std::runtime_error(what + " raised " + Text(TakeRaised()));
  return value;
}

}  // namespace

Reference Eval(const std::string& expression) {
  return OrThrow(Namespace().Evaluate(expression), expression);
}

void Exec(const std::string& statements) {
  if (const RaisedException raised = Namespace().Execute(statements))
    throw std::runtime_error(statements + " raised " + Text(raised));
}

Reference MakeModule(const std::string& name, const std::string& code) {
  Reference module = OrThrow(Reference::Borrow(PyImport_AddModule(name.c_str())), name);
  Reference compiled =
      OrThrow(Reference::Steal(Py_CompileString(code.c_str(), name.c_str(), Py_file_input)), code);
  PyObject* const names = PyModule_GetDict(module.get());
  PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins());
  OrThrow(Reference::Steal(PyEval_EvalCode(compiled.get(), names, names)), code);
  return module;
}

Reference Attribute(PyObject* object, const char* name) {
  return OrThrow(Reference::Steal(PyObject_GetAttrString(object, name)), name);
}

}  // namespace isograde
