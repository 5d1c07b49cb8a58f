#include "suites/concurrency/crew.h"

#include <Python.h>
#include <fmt/format.h>

#include <atomic>
#include <barrier>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "interpreter/cpython_api.h"
#include "sandbox/crash_handler.h"

namespace isograde {
namespace {

enum class Start { kNotYet, kNow, kNever };

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
    // Work may wait for that of the others: where one thread cannot be had, none begins.
    std::atomic<Start> start = Start::kNotYet;
    std::vector<std::jthread> threads;
    const auto begin = [&](Start how) {
      start = how;
      start.notify_all();
    };
    const auto add = [&](int i) {
      threads.emplace_back([&, i] {
        start.wait(Start::kNotYet);
        if (start == Start::kNever) return;
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
    };
    try {
      for (int i = 0; i < count; ++i) add(i);
    } catch (const std::exception& error) {
      begin(Start::kNever);
      throw HarnessError(fmt::format("no more than {} of {} threads could be started: {}",
                                     threads.size(), count, error.what()));
    }
    begin(Start::kNow);
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
