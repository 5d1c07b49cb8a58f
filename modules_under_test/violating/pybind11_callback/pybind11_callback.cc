// Breaks: a callback from a foreign thread runs in the interpreter that registered it.
// What callback_by_gilstate does, as a user of pybind11 writes it: gil_scoped_acquire on a thread
// that Python has never seen goes to the main interpreter, whatever the module declares. What else
// pybind11 3 does, such as handing out one module per interpreter, is its own and fails as well.
#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

namespace py = pybind11;

namespace {

// One callback on its way. Belongs to both threads, since the waiting one may give up first.
struct Call {
  py::function callback;
  std::promise<void> returned;
  std::atomic<bool> given_up{false};
};

void CallByScopedAcquire(Call& call) {
  {
    const py::gil_scoped_acquire acquired;
    try {
      if (!call.given_up) call.callback();
    } catch (py::error_already_set& error) {
      error.discard_as_unraisable("call_from_thread");
    }
  }
  call.returned.set_value();
}

bool CallFromThread(py::function callback) {
  auto call = std::make_unique<Call>();
  call->callback = std::move(callback);
  auto returned = call->returned.get_future();
  const py::gil_scoped_release released;
  std::thread thread(CallByScopedAcquire, std::ref(*call));
  // Nobody may be about to release the main interpreter's GIL.
  if (returned.wait_for(std::chrono::seconds(2)) == std::future_status::ready) {
    thread.join();
    return true;
  }
  call->given_up = true;
  call.release();  // The other thread may still come to it.
  thread.detach();
  return false;
}

}  // namespace

PYBIND11_MODULE(pybind11_callback, module, py::mod_gil_not_used(),
                py::multiple_interpreters::per_interpreter_gil()) {
  module.def("call_from_thread", CallFromThread,
             "Calls an object without arguments from a new thread; whether that was done in time.");
}
