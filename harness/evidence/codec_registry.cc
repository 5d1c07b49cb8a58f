#include "evidence/codec_registry.h"

#include "interpreter/reference.h"

namespace isograde {
namespace {

PyObject* SearchFunctionOfEncodings() {
  PyObject* const encodings = PyDict_GetItemString(PyImport_GetModuleDict(), "encodings");
  return encodings && PyModule_Check(encodings)
             ? PyDict_GetItemString(PyModule_GetDict(encodings), "search_function")
             : nullptr;
}

}  // namespace

CodecRegistry FindCodecRegistry() {
  CodecRegistry found;
  PyObject* const search = SearchFunctionOfEncodings();
  const Reference strict = Reference::Steal(PyCodec_LookupError("strict"));
  const Reference gc = Reference::Steal(PyImport_ImportModule("gc"));
  const Reference referrers =
      Reference::Steal(search && strict && gc ? PyObject_CallMethod(gc.get(), "get_referrers", "OO",
                                                                    search, strict.get())
                                              : nullptr);
  for (Py_ssize_t i = 0; referrers && i < PyList_Size(referrers.get()); ++i) {
    PyObject* const one = PyList_GetItem(referrers.get(), i);
    if (PyList_Check(one) && PyList_Size(one) > 0 && PyList_GetItem(one, 0) == search)
      found.search_functions = one;
    if (PyDict_Check(one) && PyDict_GetItemString(one, "strict") == strict.get())
      found.error_handlers = one;
  }
  PyErr_Clear();
  return found;
}

}  // namespace isograde
