#pragma once

#include <exception>

#include "suites/bench/stopwatch.h"
#include "suites/concurrency/crew.h"

namespace isograde {

/// Pieces of work on threads, all of which come to where something is timed before the first goes
/// on. A thread whose piece throws still comes there: the others would wait for it for ever.
class Together {
 public:
  explicit Together(int threads) : threads_(threads), gate_(threads) {}

  /// Runs before(i), timed(i) on thread i, the second only where the first did not throw; times it,
  /// from when all begin until all are through. What a piece throws is thrown again here, once.
  template <typename Before, typename Timed>
  Stopwatch Run(Before&& before, Timed&& timed) {
    Stopwatch watch;
    RunOnThreads(threads_, [&](int index) {
      std::exception_ptr thrown;
      const auto guarded = [&](auto&& piece) {
        if (thrown) return;
        try {
          piece(index);
        } catch (...) {
          thrown = std::current_exception();
        }
      };
      const auto timed_by_all = [&] {
        gate_.Pass();
        guarded(timed);
        gate_.Pass();
      };
      guarded(before);
      gate_.Pass();
      if (index == 0) {
        watch.Time(timed_by_all);
      } else {
        timed_by_all();
      }
      if (thrown) std::rethrow_exception(thrown);
    });
    return watch;
  }

 private:
  int threads_;
  Gate gate_;
};

}  // namespace isograde
