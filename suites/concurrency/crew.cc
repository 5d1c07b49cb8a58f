#include "suites/concurrency/crew.h"

#include <Python.h>

#include <barrier>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "interpreter/cpython_api.h"
#include "sandbox/crash_handler.h"

namespace isograde {
namespace {

void WorkAttached(PyInterpreterState* main, int index, const std::function<void(int)>& work) {
  UseSignalStack();
  PyThreadState* const state = PyThreadState_New(main);
  PyEval_AcquireThread(state);
  work(index);
  PyThreadState_Clear(state);
  PyEval_ReleaseThread(state);
  PyThreadState_Delete(state);
}

}  // namespace

void RunOnThreads(int count, const std::function<void(int)>& work) {
  PyInterpreterState* const main = cpython::MainInterpreter();
  std::exception_ptr thrown;
  std::mutex throwing;
  {
    const Detached waiting;
    std::vector<std::jthread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        const auto guarded = [&](int index) {
          try {
            work(index);
          } catch (...) {
            const std::lock_guard<std::mutex> alone(throwing);
            if (!thrown) thrown = std::current_exception();
          }
        };
        WorkAttached(main, i, guarded);
      });
    }
  }
  if (thrown) std::rethrow_exception(thrown);
}

struct Gate::State {
  explicit State(int threads) : barrier(threads) {}
  std::barrier<> barrier;
};

Gate::Gate(int threads) : state_(new State(threads)) {}
Gate::~Gate() { delete state_; }

void Gate::Pass() {
  const Detached waiting;
  state_->barrier.arrive_and_wait();
}

}  // namespace isograde
