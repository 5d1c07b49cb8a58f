#include "sandbox/child_pool.h"

#include <Python.h>
#include <poll.h>
#include <sys/prctl.h>

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

// SIGTERM ends a run as Ctrl-C does: with its children and its folder cleared away.
volatile std::sig_atomic_t terminated = 0;
void OnTerminate(int) { terminated = 1; }

}  // namespace

ChildPool::ChildPool(int jobs, Limits limits)
    : jobs_(jobs > 0 ? jobs : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U))),
      limits_(limits) {
  std::string path = (std::filesystem::temp_directory_path() / "isograde-XXXXXX").string();
  if (!mkdtemp(path.data()))
    throw HarnessError(std::string("no scratch directory: ") + std::strerror(errno));
  scratch_ = path;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  struct sigaction action {};
  action.sa_handler = OnTerminate;
  sigaction(SIGTERM, &action, &usual_terminate_);
}

ChildPool::~ChildPool() {
  sigaction(SIGTERM, &usual_terminate_, nullptr);
  running_.clear();
  ReapStrays(nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(scratch_, ignored);
}

void ChildPool::Queue(std::string key, Child::Body body, Then then, Company company) {
  waiting_.push_back({std::move(key), std::move(body), std::move(then), company});
  ++queued_;
}

void ChildPool::Clear() {
  waiting_.clear();
  running_.clear();
  finished_.clear();
  queued_ = totals_.children;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): see the declaration
const Record& ChildPool::Wait(std::string key) {
  for (;;) {
    if (const auto found = finished_.find(key); found != finished_.end()) return found->second;
    Fill();
    if (running_.empty()) throw HarnessError("no experiment was queued as " + key);
    Pump();
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
  return next.company == Company::kWelcome && at_work < jobs_ &&
         std::none_of(running_.begin(), running_.end(), alone);
}

void ChildPool::Fill() {
  while (!waiting_.empty() && MayStart(waiting_.front())) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    Limits limits = limits_;
    if (time_of_) limits.time = limits.in_all = time_of_(next.key);
    Child child = Child::Start(next.body, limits, scratch_ + "/" + std::to_string(started_++));
    running_.push_back({std::move(next.key), std::move(child), std::move(next.then), next.company});
  }
}

void ChildPool::Pump() {
  // Results are not waited for: reading each frame as it comes would take the CPU from the children
  // that write them. The pipe holds what comes in between.
  std::vector<pollfd> polled;
  auto soonest = std::chrono::steady_clock::now() + kDrainEvery;
  for (const Running& entry : running_) {
    for (const int descriptor : {entry.child.output(), entry.child.process()})
      polled.push_back({descriptor, POLLIN, 0});
    soonest = std::min(soonest, entry.child.deadline());
  }
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(soonest - std::chrono::steady_clock::now())
          .count();
  const int ready = poll(polled.data(), polled.size(), static_cast<int>(std::max<long>(left, 0)));
  if (PyErr_CheckSignals() != 0 || terminated) {
    PyErr_Clear();
    throw Interrupted();
  }
  if (ready < 0 && errno != EINTR) throw HarnessError(std::string("poll: ") + std::strerror(errno));
  std::size_t index = 0;
  for (auto entry = running_.begin(); entry != running_.end(); index += 2) {
    Child& child = entry->child;
    if (polled[index].revents && child.output() >= 0) child.ReadOutput();
    if (!polled[index + 1].revents) {
      if (ready == 0 && child.results() >= 0) child.ReadResults();
      child.Check();
      ++entry;
      continue;
    }
    std::vector<pid_t> others;
    for (const Running& other : running_) {
      if (&other != &*entry) others.push_back(other.child.pid());
    }
    Record record = child.Finish(others);
    ++totals_.children;
    totals_.cpu_s += record.cpu_s;
    const auto finished = finished_.insert_or_assign(entry->key, std::move(record)).first;
    const Then then = std::move(entry->then);
    entry = running_.erase(entry);
    if (then) then(finished->second);
    if (progress_) progress_(totals_.children, queued_);
  }
  Fill();
}

}  // namespace isograde
