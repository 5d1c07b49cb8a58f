#pragma once

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <string>

namespace isograde {

/// Root of everything that isograde itself throws: the harness or its surroundings failed.
/// What a *module* does wrong is never an exception but an observation.
class HarnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The person at the command line asked for something that cannot be: exit code 2.
class UsageError : public HarnessError {
 public:
  using HarnessError::HarnessError;
};

/// Ctrl-C, SIGTERM or SIGHUP: leave as soon as everything that was started is cleaned up.
class Interrupted : public HarnessError {
 public:
  explicit Interrupted(int signal = SIGINT) : HarnessError("interrupted") { last_ = signal; }
  /// The signal of the last one.
  static int LastSignal() { return last_; }

 private:
  inline static std::atomic<int> last_ = SIGINT;
};

}  // namespace isograde
