#include "interpreter/search_path.h"

#include <Python.h>

#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {

std::vector<std::string> SearchPath() {
  std::vector<std::string> entries;
  PyObject* const path = PySys_GetObject("path");
  for (Py_ssize_t i = 0; path && i < PyList_Size(path); ++i) {
    PyObject* const entry = PyList_GetItem(path, i);
    if (PyUnicode_Check(entry)) entries.push_back(TextOf(entry));
  }
  return entries;
}

void SetSearchPath(const std::vector<std::string>& entries) {
  const Reference path = Reference::Steal(PyList_New(0));
  for (const std::string& entry : entries) {
    const Reference text = Reference::Steal(PyUnicode_FromString(entry.c_str()));
    PyList_Append(path.get(), text.get());
  }
  PySys_SetObject("path", path.get());
}

}  // namespace isograde
