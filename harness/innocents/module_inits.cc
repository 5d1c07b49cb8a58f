// Extensions that do nothing but be initialised, one for each kind of initialisation: what breaks
// with one of them is CPython's own doing (checklist/innocent.h). Of the limited API of 3.8, with
// nothing of isograde inside.
#include <Python.h>

#include <cstdlib>

namespace {

PyObject* Answer(PyObject*, PyObject*) { return PyLong_FromLong(42); }

PyMethodDef kMethods[] = {{"answer", Answer, METH_NOARGS, "answer() -> 42"},
                          {nullptr, nullptr, 0, nullptr}};

int Fill(PyObject* module) { return PyModule_AddStringConstant(module, "name", "innocent"); }

PyObject* Create(PyModuleDef* definition) {
  PyObject* const module = PyModule_Create(definition);
  if (module && Fill(module) == 0) return module;
  Py_XDECREF(module);
  return nullptr;
}

PyModuleDef single_phase = {PyModuleDef_HEAD_INIT,
                            "_isograde_single_phase",
                            "Without state.",
                            -1,
                            kMethods,
                            nullptr,
                            nullptr,
                            nullptr,
                            nullptr};
PyModuleDef single_phase_with_state = {PyModuleDef_HEAD_INIT,
                                       "_isograde_single_phase_with_state",
                                       "With state.",
                                       sizeof(long),
                                       kMethods,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr};

// Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED: known from 3.12 on.
constexpr int kMultipleInterpretersSlot = 3;
void* const kPerInterpreterGil = reinterpret_cast<void*>(2);
PyModuleDef_Slot slots[] = {{Py_mod_exec, reinterpret_cast<void*>(Fill)},
                            {kMultipleInterpretersSlot, kPerInterpreterGil},
                            {0, nullptr}};
PyModuleDef multi_phase = {PyModuleDef_HEAD_INIT,
                           "_isograde_multi_phase",
                           "Multi-phase.",
                           0,
                           kMethods,
                           slots,
                           nullptr,
                           nullptr,
                           nullptr};

// "3.12.1 (main, ...)": 12.
int MinorVersion() { return std::atoi(Py_GetVersion() + 2); }

}  // namespace

#define ISOGRADE_INIT(name) \
  extern "C" __attribute__((visibility("default"))) PyObject* PyInit_##name()

ISOGRADE_INIT(_isograde_single_phase) { return Create(&single_phase); }

ISOGRADE_INIT(_isograde_single_phase_with_state) { return Create(&single_phase_with_state); }

ISOGRADE_INIT(_isograde_multi_phase) {
  if (MinorVersion() < 12) slots[1] = {0, nullptr};
  return PyModuleDef_Init(&multi_phase);
}
