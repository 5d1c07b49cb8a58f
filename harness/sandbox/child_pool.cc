#include "sandbox/child_pool.h"

#include <Python.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/error.h"
#include "interpreter/python_error.h"
#include "sandbox/confinement.h"

namespace isograde {
namespace {

constexpr std::chrono::milliseconds kDrainEvery{20};
// Children that hang until their time is up do not keep others from running, within limits.
constexpr int kIdlePerJob = 8;

// SIGTERM, and SIGHUP where it is not ignored (nohup), end a run as Ctrl-C does: with its children
// and its folder cleared away.
volatile std::sig_atomic_t ended_by = 0;
void OnTerminate(int signal) { ended_by = signal; }

}  // namespace

ChildPool::ChildPool(int jobs, Limits limits)
    : jobs_(jobs > 0 ? jobs : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U))),
      limits_(limits),
      before_(OwnChildren()) {
  if (access("/proc/self/stat", R_OK) != 0)
    throw HarnessError("there is no /proc here, by which what is graded is watched");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

ChildPool::TakenSignals::TakenSignals() {
  struct sigaction action {};
  action.sa_handler = OnTerminate;
  sigaction(SIGTERM, &action, &terminate);
  sigaction(SIGHUP, nullptr, &hang_up);
  if (hang_up.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
}

ChildPool::TakenSignals::~TakenSignals() {
  sigaction(SIGTERM, &terminate, nullptr);
  sigaction(SIGHUP, &hang_up, nullptr);
}

ChildPool::~ChildPool() {
  running_.clear();
  ReapStrays(before_);
}

void ChildPool::Queue(std::string key, Child::Body body, Then then, const Terms& terms) {
  if (known_.contains(key)) {
    to_tell_.emplace_back(std::move(key), std::move(then));
    return;
  }
  const auto behind =
      std::upper_bound(waiting_.begin(), waiting_.end(), terms.turn,
                       [](int before, const Waiting& other) { return before < other.terms.turn; });
  waiting_.insert(behind, {std::move(key), std::move(body), std::move(then), terms});
  ++queued_;
}

void ChildPool::DropObservations(const std::string& key) {
  const auto found = finished_.find(key);
  if (found != finished_.end()) found->second = WithoutObservations(found->second);
}

void ChildPool::Clear() {
  waiting_.clear();
  running_.clear();
  finished_.clear();
  known_.clear();
  to_tell_.clear();
  failed_.clear();
  told_.clear();
  queued_ = totals_.children;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): see the declaration
const Record& ChildPool::Wait(std::string key) {
  for (;;) {
    if (const auto found = finished_.find(key); found != finished_.end()) return found->second;
    TellKnown();
    if (finished_.contains(key)) continue;
    Fill();
    TellFailed();
    if (finished_.contains(key)) continue;
    if (running_.empty()) throw HarnessError("no experiment was queued as " + key);
    Pump();
  }
}

Record ChildPool::RunAgain(const std::string& key, Child::Body body, const Terms& terms) {
  const std::string again = key + "/again";
  Queue(again, std::move(body), {}, terms);
  Record record = Wait(again);
  finished_.erase(again);
  return record;
}

// What is known needs no child. What is then done may queue more.
void ChildPool::TellKnown() {
  while (!to_tell_.empty()) {
    const auto [key, then] = std::move(to_tell_.front());
    to_tell_.pop_front();
    told_.insert(key);
    const Record& record = finished_.insert_or_assign(key, std::move(known_.at(key))).first->second;
    known_.erase(key);
    if (then) then(record);
  }
}

bool ChildPool::MayStart(const Waiting& next) const {
  const auto busy = [](const Running& entry) { return !entry.child.idle(); };
  const auto alone = [](const Running& entry) {
    return !entry.child.idle() && entry.company == Company::kNone;
  };
  if (running_.size() >= static_cast<std::size_t>(jobs_) * kIdlePerJob) return false;
  const auto at_work = std::count_if(running_.begin(), running_.end(), busy);
  if (at_work == 0) return true;
  return next.terms.company == Company::kWelcome && at_work < jobs_ &&
         std::none_of(running_.begin(), running_.end(), alone);
}

const Held& ChildPool::held() {
  if (!held_) {
    held_ = limits_.confining == Confining::kOff ? Held{} : ProbeConfinement(MakeScratch());
  }
  return *held_;
}

// What was held is what was in every child. One that ended before it could tell had not begun yet.
void ChildPool::NoteHeld(Record& record) {
  if (limits_.confining == Confining::kOff || record.stages.empty()) return;
  Held& least = held_ ? *held_ : held_.emplace(record.held);
  const Held& one = record.held;
  if (limits_.confining == Confining::kRequire && !one.IsWhole())
    record.harness_error = WhatIsOpen(one);
  least = {.files = least.files && one.files,
           .metadata = least.metadata && one.metadata,
           .network = least.network && one.network,
           .signals = least.signals && one.signals,
           .system_calls = least.system_calls && one.system_calls,
           .attempts = least.attempts && one.attempts,
           .shared_memory = least.shared_memory && one.shared_memory};
}

// Of a name that no other child can guess.
std::string ChildPool::MakeScratch() {
  std::string path = scratch_.path() + "/XXXXXX";
  ++started_;
  if (!mkdtemp(path.data()))
    throw HarnessError(std::string("no scratch directory: ") + std::strerror(errno));
  return path;
}

void ChildPool::Fill() {
  while (!waiting_.empty() && MayStart(waiting_.front())) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    try {
      Start(next);
    } catch (const HarnessError& error) {
      finished_[next.key].harness_error = error.what();
      failed_.emplace_back(std::move(next.key), std::move(next.then));
    }
  }
}

void ChildPool::Start(Waiting& next) {
  Limits limits = limits_;
  if (time_of_) limits.time = limits.in_all = time_of_(next.key);
  limits.time += next.terms.more_time;
  limits.in_all += Limits::kTimesInAll * next.terms.more_time;
  // What is the others' is no business of a module's.
  const auto body = [this, &next](Channel& channel) {
    for (Running& other : running_) other.child.Forget();
    scratch_.Forget();
    next.body(channel);
  };
  Child child = Child::Start(body, limits, MakeScratch());
  running_.push_back(
      {std::move(next.key), std::move(child), std::move(next.then), next.terms.company});
}

// What is then done may queue more.
void ChildPool::TellFailed() {
  while (!failed_.empty()) {
    const auto [key, then] = std::move(failed_.front());
    failed_.pop_front();
    if (then) then(finished_.at(key));
  }
}

void ChildPool::Pump() {
  // Results are not waited for: reading each frame as it comes would take the CPU from the children
  // that write them. The pipe holds what comes in between.
  std::vector<pollfd> polled;
  auto soonest = std::chrono::steady_clock::now() + kDrainEvery;
  for (const Running& entry : running_) {
    for (const int descriptor :
         {entry.child.output(), entry.child.process(), entry.child.attempts()})
      polled.push_back({descriptor, POLLIN, 0});
    soonest = std::min(soonest, entry.child.deadline());
  }
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(soonest - std::chrono::steady_clock::now())
          .count();
  const int ready = poll(polled.data(), polled.size(), static_cast<int>(std::max<long>(left, 0)));
  if (PyErr_CheckSignals() != 0 || ended_by) {
    PyErr_Clear();
    throw Interrupted(ended_by ? ended_by : SIGINT);
  }
  const auto now = std::chrono::steady_clock::now();
  const bool drain = ready == 0 || now - drained_ >= kDrainEvery;
  if (drain) drained_ = now;
  if (ready < 0 && errno != EINTR) throw HarnessError(std::string("poll: ") + std::strerror(errno));
  std::size_t index = 0, ended = 0;
  for (auto entry = running_.begin(); entry != running_.end(); index += 3) {
    Child& child = entry->child;
    if (polled[index].revents && child.output() >= 0) child.ReadOutput();
    if (const short told = polled[index + 2].revents; told && child.attempts() >= 0)
      child.AnswerAttempts(told & POLLHUP);
    if (!polled[index + 1].revents) {
      if (drain && child.results() >= 0) child.ReadResults();
      if (drain) child.Check();
      ++entry;
      continue;
    }
    std::vector<pid_t> others = before_;
    for (const Running& other : running_) {
      if (&other != &*entry) others.push_back(other.child.pid());
    }
    Record record = child.Finish(others);
    NoteHeld(record);
    ++totals_.children;
    totals_.cpu_s += record.cpu_s;
    const auto finished = finished_.insert_or_assign(entry->key, std::move(record)).first;
    const Then then = std::move(entry->then);
    entry = running_.erase(entry);
    if (then) then(finished->second);
    ++ended;
  }
  Fill();
  if (progress_ && ended > 0) progress_(totals_.children, queued_);
}

std::vector<std::string> ChildPool::RunningKeys() const {
  std::vector<std::string> keys;
  for (const Running& entry : running_) keys.push_back(entry.key);
  return keys;
}

}  // namespace isograde
