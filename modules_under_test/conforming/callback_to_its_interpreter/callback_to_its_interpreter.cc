// Conforming: calls back from a thread of its own into the interpreter that asked for it.
// The thread is told which interpreter that is, and attaches by a thread state made for it: what
// PyGILState_Ensure cannot do, and PyThreadState_Ensure (PEP 788) does in one step.
#include <Python.h>

#include <thread>

#include "support/interpreter.h"
#include "support/slots.h"

namespace {

// The interpreter stays alive meanwhile: one of its own threads waits for this one.
void CallInInterpreter(PyInterpreterState* interpreter, PyObject* callback) {
  PyThreadState* const state = PyThreadState_New(interpreter);
  PyEval_RestoreThread(state);
  PyObject* const result = PyObject_CallObject(callback, nullptr);
  if (!result) PyErr_WriteUnraisable(callback);
  Py_XDECREF(result);
  PyThreadState_Clear(state);
  PyThreadState_DeleteCurrent();
}

PyObject* CallFromThread(PyObject* /*module*/, PyObject* callback) {
  std::thread thread(CallInInterpreter, CurrentInterpreter(), callback);
  Py_BEGIN_ALLOW_THREADS;
  thread.join();
  Py_END_ALLOW_THREADS;
  Py_RETURN_TRUE;
}

PyMethodDef functions[] = {
    {"call_from_thread", CallFromThread, METH_O,
     "Calls an object without arguments from a new thread, and waits for that."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, nullptr},
};

PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "callback_to_its_interpreter",
    .m_doc = nullptr,
    .m_size = 0,
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = nullptr,
    .m_clear = nullptr,
    .m_free = nullptr,
};

}  // namespace

PyMODINIT_FUNC PyInit_callback_to_its_interpreter() { return PyModuleDef_Init(&definition); }
