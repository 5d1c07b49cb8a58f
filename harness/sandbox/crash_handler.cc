#include "sandbox/crash_handler.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace isograde {
namespace {

constexpr int kFatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};
constexpr std::size_t kStackBytes = 128 * 1024;

StageBoard* board = nullptr;
void (*dump_function)() = nullptr;
pid_t owner = 0;
std::atomic<bool> dump_begun{false};

// A copy of the child that a module forked has no parent that would come and look: it dies of the
// signal, as it would have.
void OnFatal(int signal, siginfo_t* info, void*) {
  if (getpid() != owner) {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    sigaction(signal, &usual, nullptr);
    return;  // the instruction is run again
  }
  board->NoteFault({.signal = signal,
                    .thread = static_cast<int>(syscall(SYS_gettid)),
                    .address = reinterpret_cast<std::uint64_t>(info->si_addr)});
  if (dump_begun) board->NoteDumped();  // it may well be the dump that crashed
  for (;;) pause();
}

void OnDump(int, siginfo_t*, void*) {
  if (dump_begun.exchange(true)) return;
  const int before = errno;  // of what was interrupted, which goes on until it is killed
  dump_function();
  errno = before;
  board->NoteDumped();
}

}  // namespace

int DumpSignal() { return SIGRTMAX - 5; }

void UseSignalStack() {
  void* const memory = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  const stack_t stack{.ss_sp = memory, .ss_flags = 0, .ss_size = kStackBytes};
  sigaltstack(&stack, nullptr);
}

void HoldOnCrash(StageBoard& noted_on, void (*dump)()) {
  board = &noted_on;
  dump_function = dump;
  owner = getpid();
  UseSignalStack();
  struct sigaction action {};
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  action.sa_sigaction = OnFatal;
  for (const int signal : kFatal) sigaction(signal, &action, nullptr);
  action.sa_sigaction = OnDump;
  sigaction(DumpSignal(), &action, nullptr);
}

}  // namespace isograde
