#pragma once

#include <signal.h>

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sandbox/child.h"
#include "sandbox/scratch_folder.h"

namespace isograde {

/// Runs experiments in sandboxed children, several at a time, by turns and in the order in which
/// they were queued: as many as there are jobs, not counting those that only wait. Results are kept
/// until they are asked for. One per process, on its only thread.
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

  /// How an experiment is run.
  struct Terms {
    Company company = Company::kWelcome;
    int turn = 0;  ///< those of a lower one are run before those of higher ones that wait
    /// Beyond Limits::time, for one that is known to be slow.
    std::chrono::milliseconds more_time{0};
  };

  /// Queues an experiment under a key of the caller's. `then` is called once with its record, and
  /// may queue more. One that cannot be started has that as its record's `harness_error`.
  void Queue(std::string key, Child::Body body, Then then, const Terms& terms);
  void Queue(std::string key, Child::Body body, Then then = {}) {
    Queue(std::move(key), std::move(body), std::move(then), Terms());
  }
  /// From now on an experiment has as much time as `of` says for its key, from start to
  /// end, instead of that of Limits.
  void LimitTime(std::function<std::chrono::milliseconds(const std::string& key)> of) {
    time_of_ = std::move(of);
  }
  /// From now on, what these have under a key is taken for the record of what is queued under it,
  /// which is not run.
  void Know(std::map<std::string, Record> records) { known_.merge(std::move(records)); }
  /// Whether an experiment that has finished was run, and not known.
  bool WasRun(const std::string& key) const {
    return finished_.contains(key) && !told_.contains(key);
  }
  /// The record of an experiment that is queued, or that a `then` will queue; runs children until
  /// it is there. Throws Interrupted on Ctrl-C, HarnessError when nothing is left to run.
  /// `key` is the caller's, who may move it while a `then` runs: hence a copy.
  const Record& Wait(std::string key);
  /// What comes of running one that has finished once more; what is kept under its key stays.
  Record RunAgain(const std::string& key, Child::Body body, const Terms& terms);
  /// From now on that is the record of one that has finished.
  void Replace(const std::string& key, Record record) { finished_.at(key) = std::move(record); }
  /// The record of an experiment that has finished, or nullptr.
  const Record* Find(const std::string& key) const {
    const auto found = finished_.find(key);
    return found == finished_.end() ? nullptr : &found->second;
  }
  /// Forgets what was observed in an experiment that has finished; how it ended stays.
  void DropObservations(const std::string& key);
  /// Forgets all that has finished, and ends all that has not: no `then` is called any more.
  void Clear();
  /// Called after each child that ended, with (finished, queued in all).
  void OnProgress(std::function<void(int, int)> callback) { progress_ = std::move(callback); }
  /// Keys of those that run now.
  std::vector<std::string> RunningKeys() const;
  const Totals& totals() const { return totals_; }
  /// How far every child was confined, or will be if none has run; of none where Limits::confining
  /// is off.
  const Held& held();

 private:
  struct Waiting {
    std::string key;
    Child::Body body;
    Then then;
    Terms terms;
  };
  struct Running {
    std::string key;
    Child child;
    Then then;
    Company company;
  };
  void Fill();
  void Start(Waiting& next);
  void TellFailed();
  std::string MakeScratch();
  void NoteHeld(Record& record);
  void TellKnown();
  bool MayStart(const Waiting& next) const;
  void Pump();

  /// While it lives, SIGTERM and SIGHUP end what is run, and not this process at once: so that
  /// nothing is left. Before anything is made, until after it has gone.
  struct TakenSignals {
    TakenSignals();
    ~TakenSignals();
    TakenSignals(const TakenSignals&) = delete;
    TakenSignals& operator=(const TakenSignals&) = delete;
    struct sigaction terminate {
    }, hang_up{};
  };

  TakenSignals usual_;
  int jobs_;
  Limits limits_;
  std::function<std::chrono::milliseconds(const std::string&)> time_of_;
  ScratchFolder scratch_;
  std::vector<pid_t> before_;  ///< children that this process had
  std::chrono::steady_clock::time_point drained_;
  int started_ = 0;
  int queued_ = 0;
  std::deque<Waiting> waiting_;
  std::list<Running> running_;
  std::map<std::string, Record> finished_;
  std::map<std::string, Record> known_;
  std::deque<std::pair<std::string, Then>> to_tell_;  ///< queued, and known
  std::deque<std::pair<std::string, Then>> failed_;   ///< finished, as they could not be started
  std::set<std::string> told_;  ///< of the finished ones: those that were known
  std::function<void(int, int)> progress_;
  Totals totals_;
  std::optional<Held> held_;
};

}  // namespace isograde
