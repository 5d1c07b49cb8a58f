#include "sandbox/child.h"

#include <Python.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "base/error.h"
#include "base/fault.h"
#include "interpreter/cpython_api.h"
#include "sandbox/confinement.h"
#include "sandbox/crash_handler.h"

namespace isograde {
namespace {

constexpr std::size_t kOutputKept = 16 * 1024;
constexpr int kPipeBytes = 1 << 20;
constexpr int kFirstDescriptor =
    200;  // out of the way of modules that think of low numbers as theirs
constexpr std::chrono::milliseconds kUnwindLimit{10'000};
constexpr std::chrono::milliseconds kDumpLimit{300};
constexpr std::size_t kDumpKept = 8 * 1024;
// One that waits for a lock may wake up now and then, to see that it still has to wait.
constexpr std::chrono::milliseconds kIdleAfter{150};
constexpr std::chrono::milliseconds kNoUse{5};

struct Pipe {
  Descriptor read, write;
};

Pipe MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    throw HarnessError(std::string("no pipe: ") + std::strerror(errno));
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

int dump_descriptor = -1;
void WriteDump() { cpython::DumpPythonFrames(dump_descriptor); }

[[noreturn]] void RunBody(const Child::Body& body, Channel& channel, const StageBoard& board) {
  try {
    body(channel);
  } catch (const std::exception& error) {
    channel.Send({{"harness_error", error.what()}});
  }
  while (board.fault().signal != 0) pause();  // a thread of it is held: the parent is about to come
  channel.Close();
  _exit(0);
}

// Reads all there is; false once the writers are gone.
template <typename Sink>
bool Drain(int descriptor, Sink&& sink) {
  char block[16384];
  for (;;) {
    const ssize_t size = read(descriptor, block, sizeof block);
    if (size > 0) {
      sink(block, static_cast<std::size_t>(size));
    } else if (size < 0 && errno == EINTR) {
      continue;
    } else {
      return size < 0 && errno == EAGAIN;
    }
  }
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

Child Child::Start(const Body& body, const Limits& limits, std::string scratch) {
  Pipe results = MakePipe();
  Pipe output = MakePipe();
  fcntl(results.write.get(), F_SETPIPE_SZ,
        kPipeBytes);  // as much as an experiment mostly sends; without it, it waits for us
  Child child;
  child.limits_ = limits;
  child.scratch_ = std::move(scratch);
  child.started_ = std::chrono::steady_clock::now();
  child.last_used_ = child.started_;
  child.NoteProgress(child.started_);
  child.dump_ = Descriptor(memfd_create("isograde-dump", MFD_CLOEXEC));
  cpython::PrepareFrameDump();
  const pid_t parent = getpid();
  PyOS_BeforeFork();
  const pid_t pid = fork();
  if (pid == 0) {
    PyOS_AfterFork_Child();
    Confine(parent, limits, output.write.get(), child.scratch_);
    Channel channel(fcntl(results.write.get(), F_DUPFD_CLOEXEC, kFirstDescriptor), child.board_);
    dump_descriptor = fcntl(child.dump_.get(), F_DUPFD_CLOEXEC, kFirstDescriptor);
    HoldOnCrash(child.board_, WriteDump);
    results = {};
    output = {};
    RunBody(body, channel, child.board_);
  }
  const int reason = errno;
  PyOS_AfterFork_Parent();
  if (pid < 0) throw HarnessError(std::string("cannot fork: ") + std::strerror(reason));
  setpgid(pid, pid);  // in both, so that it holds whoever comes first
  child.pid_ = pid;
  child.process_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!child.process_) throw HarnessError(std::string("no pidfd: ") + std::strerror(errno));
  child.results_ = std::move(results.read);
  child.output_ = std::move(output.read);
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      results_(std::move(other.results_)),
      output_(std::move(other.output_)),
      process_(std::move(other.process_)),
      dump_(std::move(other.dump_)),
      board_(std::move(other.board_)),
      frames_(std::move(other.frames_)),
      record_(std::move(other.record_)),
      limits_(other.limits_),
      closing_seen_(other.closing_seen_),
      scratch_(std::exchange(other.scratch_, {})),
      started_(other.started_),
      deadline_(other.deadline_),
      got_on_(other.got_on_),
      stages_begun_(other.stages_begun_),
      cpu_used_(other.cpu_used_),
      last_used_(other.last_used_),
      idle_(other.idle_) {}

Child::~Child() { Abandon(); }

void Child::Abandon() {
  if (pid_ > 0) {
    kill(-pid_, SIGKILL);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  if (!scratch_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(std::exchange(scratch_, {}), ignored);
  }
}

void Child::ReadResults() {
  const bool open = Drain(
      results_.get(), [this](const char* data, std::size_t size) { frames_.Append(data, size); });
  try {
    for (nlohmann::json frame = frames_.Next(); !frame.is_discarded(); frame = frames_.Next()) {
      if (frame.contains("observation")) {
        record_.observations.push_back(std::move(frame));
      } else if (frame.contains("harness_error")) {
        record_.harness_error = frame["harness_error"];
      } else if (frame.contains("closing")) {
        closing_seen_ = true;
      }
    }
  } catch (const std::exception& error) {
    record_.harness_error = error.what();
    Kill(Ending::kExited);
    results_.Close();
    return;
  }
  if (!open) results_.Close();
}

void Child::ReadOutput() {
  const bool open = Drain(output_.get(), [this](const char* data, std::size_t size) {
    record_.output_bytes += size;
    const std::size_t room = kOutputKept - record_.output.size();
    record_.output.append(data, std::min(room, size));
  });
  if (!open) output_.Close();
  if (record_.output_bytes > limits_.output_bytes && !ISOGRADE_FAULT("sandbox/output-has-no-limit"))
    Kill(Ending::kTooMuch);
}

void Child::Check() {
  if (killed()) return;
  const auto now = std::chrono::steady_clock::now();
  NoteUse(now);
  if (board_.begun() != stages_begun_) NoteProgress(now);
  if (const Fault fault = board_.fault(); fault.signal != 0) {
    Examine(fault.thread);
    record_.signal = fault.signal;
    Kill(Ending::kSignalled);
  } else if (now >= deadline_) {
    Examine(0);
    const bool hangs = !ISOGRADE_FAULT("sandbox/hangs-are-slow") &&
                       (now >= got_on_ + limits_.time || limits_.in_all <= limits_.time);
    record_.limit_s = std::chrono::duration<double>(hangs ? limits_.time : limits_.in_all).count();
    Kill(hangs ? Ending::kTimedOut : Ending::kTooLong);
  } else if (CountDescendants(pid_, limits_.processes + 1) > limits_.processes) {
    Kill(Ending::kTooMany);
  }
}

void Child::NoteProgress(std::chrono::steady_clock::time_point now) {
  stages_begun_ = board_.begun();
  got_on_ = now;
  deadline_ = std::min(now + limits_.time, started_ + limits_.in_all);
}

void Child::NoteUse(std::chrono::steady_clock::time_point now) {
  clockid_t clock;
  timespec used{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return;
  const auto total = std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
  if (total - cpu_used_ > kNoUse) {
    cpu_used_ = total;
    last_used_ = now;
  }
  idle_ = now - last_used_ > kIdleAfter;
}

void Child::Examine(int thread) {
  if (ISOGRADE_FAULT("sandbox/stacks-are-not-read")) return;
  record_.post_mortem = ReadStacks(pid_, kUnwindLimit);
  BringFaultFirst(record_.post_mortem, thread);
  // What the process must tell itself comes last: it may break on the way.
  syscall(SYS_tgkill, pid_, thread ? thread : pid_, DumpSignal());
  const auto until = std::chrono::steady_clock::now() + kDumpLimit;
  while (!board_.dumped() && std::chrono::steady_clock::now() < until) usleep(1'000);
  std::string text(kDumpKept, '\0');
  const ssize_t got = pread(dump_.get(), text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  record_.post_mortem.python = std::move(text);
}

bool Child::killed() const {
  return record_.ending == Ending::kTimedOut || record_.ending == Ending::kTooLong ||
         record_.ending == Ending::kTooMuch || record_.ending == Ending::kTooMany ||
         record_.ending == Ending::kSignalled;
}

void Child::Kill(Ending reason) {
  if (killed()) return;
  record_.ending = reason;
  if (pid_ <= 0) return;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
}

Record Child::Finish(std::span<const pid_t> others) {
  int status = 0;
  rusage usage{};
  while (wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  // What the module left running has become this process's, which is a reaper; its pipe ends would
  // otherwise keep ours open.
  if (!ISOGRADE_FAULT("sandbox/strays-live-on"))
    record_.processes_left = ReapStrays(others.data(), others.size());
  kill(-pid_, SIGKILL);
  pid_ = -1;
  if (results_) ReadResults();
  if (output_) ReadOutput();
  if (!killed()) {
    if (const Fault fault = board_.fault(); fault.signal != 0) {
      // It was gone before its stacks could be read: another thread ended the process.
      record_.ending = Ending::kSignalled;
      record_.signal = fault.signal;
      record_.post_mortem.problem = "the process had gone before its stacks could be read";
    } else if (WIFSIGNALED(status)) {
      record_.ending = Ending::kSignalled;
      record_.signal = WTERMSIG(status);
    } else {
      record_.exit_code = WEXITSTATUS(status);
      record_.ending = closing_seen_ || ISOGRADE_FAULT("sandbox/silent-exits-are-complete")
                           ? Ending::kComplete
                       : record_.exit_code == Channel::kLostExitCode ? Ending::kChannelLost
                                                                     : Ending::kExited;
    }
  }
  record_.stages = board_.Positions();
  record_.finished = board_.Finished();
  record_.cpu_s = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  record_.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  Abandon();
  return std::move(record_);
}

}  // namespace isograde
