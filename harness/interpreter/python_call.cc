#include "interpreter/python_call.h"

#include <Python.h>

#include "base/error.h"
#include "interpreter/python_error.h"

namespace isograde {
namespace {

[[noreturn]] void Fail() {
  const bool surroundings =
      PyErr_ExceptionMatches(PyExc_OSError) || PyErr_ExceptionMatches(PyExc_RuntimeError);
  const RaisedException raised = TakeRaised();
  if (!surroundings) throw HarnessError(Text(raised));
  throw UsageError(raised.type == "RuntimeError" ? raised.message : Text(raised));
}

}  // namespace

Reference CallPython(const char* module, const char* function,
                     const std::vector<std::string>& texts) {
  const auto kept = [](PyObject* object) {
    if (!object) Fail();
    return Reference::Steal(object);
  };
  const Reference arguments = kept(PyTuple_New(static_cast<Py_ssize_t>(texts.size())));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto length = static_cast<Py_ssize_t>(texts[i].size());
    Reference text = kept(PyUnicode_DecodeUTF8(texts[i].data(), length, "surrogateescape"));
    PyTuple_SetItem(arguments.get(), static_cast<Py_ssize_t>(i), text.release());
  }
  const Reference loaded = kept(PyImport_ImportModule(module));
  const Reference found = kept(PyObject_GetAttrString(loaded.get(), function));
  return kept(PyObject_CallObject(found.get(), arguments.get()));
}

std::vector<std::string> PythonFlags() {
  const Reference flags = CallPython("subprocess", "_args_from_interpreter_flags", {});
  std::vector<std::string> words;
  for (Py_ssize_t i = 0; i < PyList_Size(flags.get()); ++i)
    words.push_back(TextOf(PyList_GetItem(flags.get(), i)));
  return words;
}

}  // namespace isograde
