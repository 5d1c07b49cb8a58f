#pragma once

#include <Python.h>

#include <functional>

namespace isograde {

/// Runs `work(i)` for i in [0, count) on a thread each, all at the same time, and waits for them.
/// To be called with the main interpreter current; it is let go of meanwhile. Each thread is
/// attached to the main interpreter with a thread state of its own while it works; where the
/// interpreters that it makes current have a GIL of their own, they run in parallel. What `work`
/// throws ends the process's part of it: the first exception is thrown again here.
void RunOnThreads(int count, const std::function<void(int)>& work);

/// Lets the calling thread's interpreter go for a scope: whoever waits must not hold a GIL.
class Detached {
 public:
  Detached() : state_(PyEval_SaveThread()) {}
  ~Detached() { PyEval_RestoreThread(state_); }
  Detached(const Detached&) = delete;
  Detached& operator=(const Detached&) = delete;

 private:
  PyThreadState* state_;
};

/// Lets threads go on only when all of them have come. For any number of rounds.
class Gate {
 public:
  explicit Gate(int threads);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Waits for the others, detached.
  void Pass();

 private:
  struct State;
  State* state_;
};

}  // namespace isograde
