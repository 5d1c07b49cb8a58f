#include "interpreter/evaluate.h"

namespace isograde {
namespace {

Reference Compile(const std::string& code, int start) {
  return Reference::Steal(Py_CompileString(code.c_str(), "<recipe>", start));
}

// "x" of "name 'x' is not defined" and of "module 'm' has no attribute 'x'".
std::string LastQuoted(const std::string& message) {
  const auto end = message.rfind('\'');
  if (end == std::string::npos || end == 0) return {};
  const auto begin = message.rfind('\'', end - 1);
  return begin == std::string::npos ? "" : message.substr(begin + 1, end - begin - 1);
}

bool Is(PyObject* raised, PyObject* type) { return PyErr_GivenExceptionMatches(raised, type) != 0; }

}  // namespace

Namespace::Namespace() : globals_(Reference::Steal(PyDict_New())) {
  PyDict_SetItemString(globals_.get(), "__builtins__", PyEval_GetBuiltins());
}

void Namespace::Clear() const { PyDict_Clear(globals_.get()); }

void Namespace::Set(const char* name, PyObject* value) {
  PyDict_SetItemString(globals_.get(), name, value);
}

Reference Namespace::Run(const std::string& code, int start) const {
  const Reference compiled = Compile(code, start);
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

RaisedException Namespace::CompileError(const std::string& expression) {
  return Compile(expression, Py_eval_input) ? RaisedException{} : TakeRaised();
}

bool Namespace::IsWrong(const std::string& expression, PyObject* raised) const {
  if (Is(raised, PyExc_SyntaxError)) return static_cast<bool>(CompileError(expression));
  const std::string name = LastQuoted(TextOf(raised));
  if (name.empty()) return false;
  if (Is(raised, PyExc_NameError))
    return expression.find(name) != std::string::npos &&
           !PyDict_GetItemString(globals_.get(), name.c_str()) &&
           !PyDict_GetItemString(PyEval_GetBuiltins(), name.c_str());
  PyObject* const module = PyDict_GetItemString(globals_.get(), "module");
  return Is(raised, PyExc_AttributeError) && module &&
         expression.find("module." + name) != std::string::npos &&
         PyObject_HasAttrString(module, name.c_str()) == 0;
}

}  // namespace isograde
