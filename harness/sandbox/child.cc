#include "sandbox/child.h"

#include <Python.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <new>

#include "base/error.h"
#include "base/fault.h"
#include "base/visible.h"
#include "interpreter/cpython_api.h"
#include "sandbox/confinement.h"
#include "sandbox/crash_handler.h"
#include "sandbox/own_mounts.h"
#include "sandbox/received_frame.h"
#include "sandbox/system_calls.h"
#include "sandbox/usage.h"

namespace isograde {
namespace {

constexpr std::size_t kOutputKept = 16 * 1024;
constexpr int kPipeBytes = 1 << 20;
constexpr int kFirstDescriptor =
    200;  // out of the way of modules that think of low numbers as theirs

// Or, where there are fewer, in their upper half.
int FirstDescriptor() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > 2UL * kFirstDescriptor)
    return kFirstDescriptor;
  return static_cast<int>(limit.rlim_cur / 2);
}

constexpr std::chrono::milliseconds kUnwindLimit{10'000};
constexpr std::chrono::milliseconds kDumpLimit{300};
constexpr std::size_t kDumpKept = 8 * 1024;
// One that waits for a lock may wake up now and then, to see that it still has to wait.
constexpr std::chrono::milliseconds kIdleAfter{150};
constexpr std::chrono::milliseconds kNoUse{5};
// What a child uses is looked at that often; its scratch folder less often the more there is in it.
constexpr std::chrono::milliseconds kWeighEvery{100}, kLookEvery{250};
constexpr int kLookShare = 20;

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

Pipe MakeSockets() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw HarnessError(std::string("no sockets: ") + std::strerror(errno));
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

int dump_descriptor = -1;
void WriteDump() { cpython::DumpPythonFrames(dump_descriptor); }

[[noreturn]] void RunBody(const Child::Body& body, Channel& channel, const StageBoard& board) {
  try {
    body(channel);
  } catch (const std::bad_alloc&) {
    _exit(Channel::kNoMemoryExitCode);
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
  Pipe told = limits.confining == Confining::kOff ? Pipe{} : MakeSockets();
  fcntl(results.write.get(), F_SETPIPE_SZ,
        kPipeBytes);  // as much as an experiment mostly sends; without it, it waits for us
  Child child;
  child.limits_ = limits;
  child.scratch_ = std::move(scratch);
  child.started_ = std::chrono::steady_clock::now();
  child.last_used_ = child.started_;
  child.weigh_next_ = child.started_ + kWeighEvery;
  child.look_into_scratch_next_ = child.started_ + kLookEvery;
  child.NoteProgress(child.started_);
  child.dump_ = Descriptor(memfd_create("isograde-dump", MFD_CLOEXEC));
  cpython::PrepareFrameDump();
  if (limits.confining != Confining::kOff) OwnMountsAreOfUse();
  const pid_t parent = getpid();
  PyOS_BeforeFork();
  const pid_t pid = fork();
  if (pid == 0) {
    PyOS_AfterFork_Child();
    Confine(parent, limits, output.write.get(), child.scratch_, told.write.get());
    const int first = FirstDescriptor();
    const int results_descriptor = fcntl(results.write.get(), F_DUPFD_CLOEXEC, first);
    if (results_descriptor < 0) _exit(Channel::kNotStartedExitCode);
    Channel channel(results_descriptor, child.board_);
    dump_descriptor = fcntl(child.dump_.get(), F_DUPFD_CLOEXEC, first);
    HoldOnCrash(child.board_, WriteDump);
    results = {};
    output = {};
    told = {};
    RunBody(body, channel, child.board_);
  }
  const int reason = errno;
  PyOS_AfterFork_Parent();
  if (pid < 0) throw HarnessError(std::string("cannot fork: ") + std::strerror(reason));
  child.pid_ = pid;
  child.process_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!child.process_) throw HarnessError(std::string("no pidfd: ") + std::strerror(errno));
  child.results_ = std::move(results.read);
  child.output_ = std::move(output.read);
  child.confining_ = std::move(told.read);
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      results_(std::move(other.results_)),
      output_(std::move(other.output_)),
      process_(std::move(other.process_)),
      dump_(std::move(other.dump_)),
      confining_(std::move(other.confining_)),
      is_confined_(other.is_confined_),
      board_(std::move(other.board_)),
      frames_(std::move(other.frames_)),
      record_(std::move(other.record_)),
      limits_(other.limits_),
      closing_seen_(other.closing_seen_),
      scratch_(std::exchange(other.scratch_, {})),
      started_(other.started_),
      deadline_(other.deadline_),
      weigh_next_(other.weigh_next_),
      look_into_scratch_next_(other.look_into_scratch_next_),
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

void Child::Forget() {
  for (Descriptor* const one : {&results_, &output_, &process_, &dump_, &confining_}) one->Close();
  board_.Forget();
  pid_ = -1;
  scratch_.clear();
}

void Child::ReadResults() {
  const bool open = Drain(
      results_.get(), [this](const char* data, std::size_t size) { frames_.Append(data, size); });
  try {
    for (nlohmann::json frame = frames_.Next(); !frame.is_discarded(); frame = frames_.Next())
      AddFrame(std::move(frame), record_, closing_seen_);
  } catch (const std::exception&) {
    Kill(Ending::kChannelSpoiled);
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

void Child::AnswerAttempts(bool last) {
  if (!is_confined_) {
    auto told = ReceiveConfinement(confining_.get());
    if (!told && last) confining_.Close();
    if (!told) return;
    is_confined_ = true;
    record_.held = told->held;
    confining_ = std::move(told->listener);
    last = false;  // that was of the socket
  }
  if (!confining_) return;
  AnswerDenied(confining_.get(), [this](std::string what) {
    const auto known = std::find_if(record_.attempts.begin(), record_.attempts.end(),
                                    [&](const Attempt& one) { return one.what == what; });
    if (known != record_.attempts.end()) return;
    const std::vector<Position> positions = board_.Positions();
    record_.attempts.push_back(
        {std::move(what), positions.empty() ? Position{} : positions.back()});
  });
  if (last) confining_.Close();
}

void Child::Check() {
  AnswerAttempts();
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
  } else {
    Weigh(Descendants(pid_, static_cast<std::size_t>(limits_.processes) + 1), now);
  }
}

void Child::Weigh(const std::vector<pid_t>& descendants,
                  std::chrono::steady_clock::time_point now) {
  if (static_cast<int>(descendants.size()) > limits_.processes) Kill(Ending::kTooMany);
  if (now >= weigh_next_) {
    weigh_next_ = now + kWeighEvery;
    std::vector<pid_t> all = descendants;
    all.push_back(pid_);
    const Usage usage = UsageOf(all, limits_.memory_bytes);
    if (usage.threads > limits_.threads) Kill(Ending::kTooMany);
    if (usage.memory_bytes > limits_.memory_bytes) Kill(Ending::kOutOfMemory);
  }
  if (now >= look_into_scratch_next_) {
    const FolderUsage usage = UsageOf(scratch_, limits_.scratch_files);
    if (usage.bytes > limits_.scratch_bytes || usage.files > limits_.scratch_files)
      Kill(Ending::kTooManyFiles);
    const auto took = std::chrono::steady_clock::now() - now;
    look_into_scratch_next_ =
        now + std::max<std::chrono::steady_clock::duration>(kLookEvery, kLookShare * took);
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
         record_.ending == Ending::kTooManyFiles || record_.ending == Ending::kOutOfMemory ||
         record_.ending == Ending::kChannelSpoiled || record_.ending == Ending::kSignalled;
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
  if (!ISOGRADE_FAULT("sandbox/strays-live-on")) record_.processes_left = ReapStrays(others);
  kill(-pid_, SIGKILL);
  pid_ = -1;
  if (results_) ReadResults();
  if (output_) ReadOutput();
  AnswerAttempts();
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
      if (record_.exit_code == Channel::kNotStartedExitCode && board_.begun() == 0)
        record_.harness_error = "there are too few file descriptors: see `ulimit -n`";
      record_.ending = closing_seen_ || ISOGRADE_FAULT("sandbox/silent-exits-are-complete")
                           ? Ending::kComplete
                       : record_.exit_code == Channel::kLostExitCode     ? Ending::kChannelLost
                       : record_.exit_code == Channel::kNoMemoryExitCode ? Ending::kOutOfMemory
                                                                         : Ending::kExited;
    }
  }
  record_.output = Visible(std::move(record_.output));
  record_.stages = board_.Positions();
  record_.finished = board_.Finished();
  record_.cpu_s = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  record_.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  Abandon();
  return std::move(record_);
}

}  // namespace isograde
