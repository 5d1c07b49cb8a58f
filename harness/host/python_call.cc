#include "host/python_call.h"

#include <Python.h>

#include "error.h"
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

Reference CallWithJson(const char* module, const char* function, const std::string& json,
                       const std::string& folder) {
  const Reference text = Reference::Steal(
      PyUnicode_FromStringAndSize(json.data(), static_cast<Py_ssize_t>(json.size())));
  const Reference loaded = Reference::Steal(text ? PyImport_ImportModule(module) : nullptr);
  Reference returned = Reference::Steal(
      loaded ? PyObject_CallMethod(loaded.get(), function, "Os", text.get(), folder.c_str())
             : nullptr);
  if (!returned) Fail();
  return returned;
}

}  // namespace isograde
