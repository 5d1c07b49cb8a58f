#include "sandbox/post_mortem.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/file_name.h"
#include "base/visible.h"
#include "sandbox/program.h"

namespace isograde {
namespace {

PostMortem Failed(std::string problem) {
  PostMortem result;
  result.problem = std::move(problem);
  return result;
}

// What threads of CPython and of C wait for, by the function that waits. Of rows that fit, the
// first one wins: the GIL is waited for by means of a lock.
struct Waiting {
  std::string_view function;
  std::string_view words;
};
constexpr Waiting kWaiting[] = {
    {"PyGILState_Ensure", "waits for the GIL in PyGILState_Ensure"},
    {"PyEval_AcquireThread", "waits for the GIL in PyEval_AcquireThread"},
    {"PyEval_RestoreThread", "waits for the GIL in PyEval_RestoreThread"},
    {"take_gil", "waits for the GIL"},
    {"wait_for_thread_shutdown", "waits for Python threads to end"},
    {"PyThread_acquire_lock_timed", "waits for a Python lock"},
    {"PyMutex_LockSlow", "waits for a lock of CPython"},
    {"_PyMutex_LockTimed", "waits for a lock of CPython"},
    {"pthread_mutex_lock", "waits for a mutex"},
    {"__lll_lock_wait", "waits for a mutex"},
    {"pthread_rwlock_rdlock", "waits for a read-write lock"},
    {"pthread_rwlock_wrlock", "waits for a read-write lock"},
    {"pthread_join", "waits for a thread to end"},
    {"__pthread_clockjoin_ex", "waits for a thread to end"},
    {"std::thread::join", "waits for a thread to end"},
    {"pthread_cond_wait", "waits for a condition variable"},
    {"pthread_cond_timedwait", "waits for a condition variable"},
    {"pthread_cond_clockwait", "waits for a condition variable"},
    {"sem_wait", "waits for a semaphore"},
    {"waitpid", "waits for a process"},
    {"wait4", "waits for a process"},
    {"waitid", "waits for a process"},
    {"nanosleep", "sleeps"},
    {"clock_nanosleep", "sleeps"},
    {"pause", "waits for a signal"},
    {"epoll_wait", "waits for input or output"},
    {"poll", "waits for input or output"},
    {"select", "waits for input or output"},
    {"read", "waits for input"},
    {"write", "waits for output"},
};

// "___pthread_mutex_lock@GLIBC_2.2.5", "__GI___poll" -> the name that programs call it by.
std::string_view PlainName(std::string_view function) {
  function = function.substr(0, function.find('@'));
  if (function.starts_with("__GI_")) function.remove_prefix(5);
  return function;
}

bool IsCalled(std::string_view function, std::string_view name) {
  const std::string_view plain = PlainName(function);
  if (plain == name) return true;
  const auto first = plain.find_first_not_of('_');
  return first != std::string_view::npos && plain.substr(first) == name && !name.starts_with('_');
}

}  // namespace

PostMortem ReadStacks(pid_t process, std::chrono::milliseconds limit) {
  const ProgramOutput output = OutputOf("isograde-unwind", {std::to_string(process)}, "", limit);
  if (!output.problem.empty()) return Failed(output.problem);
  nlohmann::json json = nlohmann::json::parse(output.text, nullptr, false);
  if (!json.is_object()) return Failed("isograde-unwind told nothing");
  MakeVisible(json);  // names are whatever a library has for them
  PostMortem result;
  try {
    json.get_to(result);
  } catch (const nlohmann::json::exception& exception) {
    return Failed(exception.what());
  }
  if (!result.problem.empty()) result.problem = "the stacks could not be read: " + result.problem;
  return result;
}

void BringFaultFirst(PostMortem& post_mortem, int thread) {
  post_mortem.thread = thread;
  auto& threads = post_mortem.threads;
  const auto found = std::find_if(threads.begin(), threads.end(), [thread](const ThreadStack& one) {
    return one.thread == thread;
  });
  if (found == threads.end()) return;
  std::rotate(threads.begin(), found, found + 1);
  auto& frames = threads.front().frames;
  const auto is_marked = [](const StackFrame& frame) { return frame.signal; };
  const auto first = std::find_if(frames.begin(), frames.end(), is_marked);
  if (first == frames.end()) return;
  // The frame that the kernel made for the handler's return is marked as well as the interrupted
  // one behind it.
  const auto beyond = std::find_if_not(first, frames.end(), is_marked);
  frames.erase(frames.begin(), beyond - 1);
}

std::string WaitsFor(const ThreadStack& stack) {
  if (stack.state == "R") return {};
  for (const Waiting& row : kWaiting) {
    // Only near the end of the stack: who called it is no matter.
    const std::size_t near = std::min<std::size_t>(stack.frames.size(), 12);
    for (std::size_t i = 0; i < near; ++i) {
      if (IsCalled(stack.frames[i].function, row.function)) return std::string(row.words);
    }
  }
  return {};
}

std::string Words(const StackFrame& frame) {
  const std::string name = frame.function.empty() ? frame.address : frame.function;
  if (!frame.file.empty()) return fmt::format("{} ({}:{})", name, FileName(frame.file), frame.line);
  if (!frame.library.empty()) return fmt::format("{} in {}", name, FileName(frame.library));
  return name;
}

}  // namespace isograde
