#include "interpreter/evaluate.h"

namespace isograde {

Namespace::Namespace() : globals_(Reference::Steal(PyDict_New())) {
  PyDict_SetItemString(globals_.get(), "__builtins__", PyEval_GetBuiltins());
}

void Namespace::Set(const char* name, PyObject* value) {
  PyDict_SetItemString(globals_.get(), name, value);
}

Reference Namespace::Run(const std::string& code, int start) const {
  Reference compiled = Reference::Steal(Py_CompileString(code.c_str(), "<recipe>", start));
  if (!compiled) return {};
  return Reference::Steal(PyEval_EvalCode(compiled.get(), globals_.get(), globals_.get()));
}

void Namespace::SetText(const char* name, const std::string& text) {
  const Reference value = Reference::Steal(
      PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
  if (value) Set(name, value.get());
  PyErr_Clear();
}

RaisedException Namespace::Execute(const std::string& statements) const {
  return Run(statements, Py_file_input) ? RaisedException{} : TakeRaised();
}

Reference Namespace::Evaluate(const std::string& expression) const {
  return Run(expression, Py_eval_input);
}

}  // namespace isograde
