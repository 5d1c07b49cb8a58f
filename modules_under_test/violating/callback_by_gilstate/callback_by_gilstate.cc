// Breaks: a callback from a foreign thread runs in the interpreter that registered it.
// The thread attaches by PyGILState_Ensure, which knows the main interpreter only, and calls a
// subinterpreter's object there. Resembles every library that calls back from threads of its own
// and was written before PEP 788; under mod_wsgi it deadlocks.
#include <Python.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "support/slots.h"

namespace {

// One callback on its way. Belongs to both threads, since the waiting one may give up first.
struct Call {
  PyObject* callback;
  std::promise<void> returned;
  std::atomic<bool> given_up{false};
};

void CallByGilState(const std::shared_ptr<Call>& call) {
  const PyGILState_STATE previous = PyGILState_Ensure();
  if (!call->given_up) {
    PyObject* const result = PyObject_CallObject(call->callback, nullptr);
    if (!result) PyErr_WriteUnraisable(call->callback);
    Py_XDECREF(result);
  }
  PyGILState_Release(previous);
  call->returned.set_value();
}

PyObject* CallFromThread(PyObject* /*module*/, PyObject* callback) {
  const auto call = std::make_shared<Call>();
  call->callback = callback;
  Py_INCREF(callback);
  auto returned = call->returned.get_future();
  bool is_in_time = false;
  Py_BEGIN_ALLOW_THREADS;
  std::thread thread(CallByGilState, call);
  // Nobody may be about to release the main interpreter's GIL.
  is_in_time = returned.wait_for(std::chrono::seconds(2)) == std::future_status::ready;
  if (is_in_time) {
    thread.join();
  } else {
    call->given_up = true;
    thread.detach();
  }
  Py_END_ALLOW_THREADS;
  if (is_in_time) Py_DECREF(callback);  // The other thread may be in the middle of it otherwise.
  return PyBool_FromLong(is_in_time);
}

PyMethodDef functions[] = {
    {"call_from_thread", CallFromThread, METH_O,
     "Calls an object without arguments from a new thread; whether that was done in time."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, nullptr},
};

PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "callback_by_gilstate",
    .m_doc = nullptr,
    .m_size = 0,
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = nullptr,
    .m_clear = nullptr,
    .m_free = nullptr,
};

}  // namespace

PyMODINIT_FUNC PyInit_callback_by_gilstate() { return PyModuleDef_Init(&definition); }
