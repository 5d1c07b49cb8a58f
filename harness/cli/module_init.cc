#include <Python.h>

#include "cli/main.h"
#include "interpreter/cpython_api.h"

namespace {

PyObject* Run(PyObject* module, PyObject* arguments) {
  return isograde::RunMain(module, arguments, nullptr);
}

PyMethodDef kMethods[] = {
    {"main", Run, METH_O, "main(arguments) -> exit code\n\nRuns isograde's command line."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef kDefinition = {PyModuleDef_HEAD_INIT,
                           "isograde._harness",
                           nullptr,
                           0,
                           kMethods,
                           isograde::cpython::OwnGilSlots(),
                           nullptr,
                           nullptr,
                           nullptr};

}  // namespace

// Not PyMODINIT_FUNC: the headers of 3.8 leave its visibility to the compiler.
extern "C" __attribute__((visibility("default"))) PyObject* PyInit__harness() {
  return PyModuleDef_Init(&kDefinition);
}
