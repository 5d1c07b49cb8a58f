#include <Python.h>

#include <cstdio>

#include "host/main.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace {

// main(arguments: list[str]) -> int
PyObject* RunMain(PyObject* module, PyObject* arguments) {
  std::vector<std::string> words;
  for (Py_ssize_t i = 0; i < PySequence_Size(arguments); ++i) {
    auto word = isograde::Reference::Steal(PySequence_GetItem(arguments, i));
    auto bytes = isograde::Reference::Steal(word ? PyUnicode_EncodeFSDefault(word.get()) : nullptr);
    if (!bytes) return nullptr;
    words.emplace_back(PyBytes_AsString(bytes.get()));
  }
  auto file = isograde::Reference::Steal(PyModule_GetFilenameObject(module));
  if (!file) return nullptr;
  const std::string path = isograde::TextOf(file.get());
  const int exit_code = isograde::Main(words, path.substr(0, path.rfind('/')));
  std::fflush(stdout);
  return PyLong_FromLong(exit_code);
}

PyMethodDef kMethods[] = {
    {"main", RunMain, METH_O, "main(arguments) -> exit code\n\nRuns isograde's command line."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef_Slot kSlots[] = {{0, nullptr}};

PyModuleDef kDefinition = {PyModuleDef_HEAD_INIT,
                           "isograde._harness",
                           nullptr,
                           0,
                           kMethods,
                           kSlots,
                           nullptr,
                           nullptr,
                           nullptr};

}  // namespace

// Not PyMODINIT_FUNC: the headers of 3.8 leave its visibility to the compiler.
extern "C" __attribute__((visibility("default"))) PyObject* PyInit__harness() {
  return PyModuleDef_Init(&kDefinition);
}
