#pragma once

#include <signal.h>

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <string>

#include "sandbox/child.h"

namespace isograde {

/// Runs experiments in sandboxed children, several at a time, in the order in which they were
/// queued: as many as there are jobs, not counting those that only wait. Results are kept until
/// they are asked for. One per process, on its only thread.
class ChildPool {
 public:
  struct Totals {
    int children = 0;
    double cpu_s = 0;  ///< user and system time of the children that have ended
  };

  /// `jobs`: 0 for one per core.
  explicit ChildPool(int jobs, Limits limits);
  ~ChildPool();

  using Then = std::function<void(const Record&)>;

  /// Whether an experiment may share the machine with others, or is there to be timed.
  enum class Company { kWelcome, kNone };

  /// Queues an experiment under a key of the caller's. `then` is called once with its record, and
  /// may queue more.
  void Queue(std::string key, Child::Body body, Then then = {},
             Company company = Company::kWelcome);
  /// From now on an experiment has as much time as `of` says for its key, from start to
  /// end, instead of that of Limits.
  void LimitTime(std::function<std::chrono::milliseconds(const std::string& key)> of) {
    time_of_ = std::move(of);
  }
  /// The record of an experiment that is queued, or that a `then` will queue; runs children until
  /// it is there. Throws Interrupted on Ctrl-C, HarnessError when nothing is left to run.
  /// `key` is the caller's, who may move it while a `then` runs: hence a copy.
  const Record& Wait(std::string key);
  /// The record of an experiment that has finished, or nullptr.
  const Record* Find(const std::string& key) const {
    const auto found = finished_.find(key);
    return found == finished_.end() ? nullptr : &found->second;
  }
  /// Forgets all that has finished, and ends all that has not: no `then` is called any more.
  void Clear();
  /// Called after each child that ended, with (finished, queued in all).
  void OnProgress(std::function<void(int, int)> callback) { progress_ = std::move(callback); }
  const Totals& totals() const { return totals_; }

 private:
  struct Waiting {
    std::string key;
    Child::Body body;
    Then then;
    Company company;
  };
  struct Running {
    std::string key;
    Child child;
    Then then;
    Company company;
  };
  void Fill();
  bool MayStart(const Waiting& next) const;
  void Pump();

  struct sigaction usual_terminate_ {};
  int jobs_;
  Limits limits_;
  std::function<std::chrono::milliseconds(const std::string&)> time_of_;
  std::string scratch_;
  int started_ = 0;
  int queued_ = 0;
  std::deque<Waiting> waiting_;
  std::list<Running> running_;
  std::map<std::string, Record> finished_;
  std::function<void(int, int)> progress_;
  Totals totals_;
};

}  // namespace isograde
