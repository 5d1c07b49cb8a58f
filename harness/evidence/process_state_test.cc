#include "evidence/process_state.h"

#include <Python.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fenv.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "base/sanitizer.h"
#include "interpreter/cpython_api.h"
#include "interpreter/evaluate.h"
#include "testing/in_child.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

// The differences that an action makes, in a process of its own.
std::vector<std::string> DifferencesBy(const std::function<void()>& action) {
  const auto answer = AskInChild([&]() -> nlohmann::json {
    const ProcessState before = CaptureProcessState();
    action();
    return Texts(Differences(before, CaptureProcessState()));
  });
  return answer.is_array() ? answer.get<std::vector<std::string>>() : std::vector<std::string>();
}

TEST(ProcessStateTest, StaysTheSameWhenNothingIsDone) {
  EXPECT_TRUE(DifferencesBy([] {}).empty());
  EXPECT_TRUE(Differences(CaptureProcessState(), CaptureProcessState()).empty());
}

TEST(ProcessStateTest, TellsUmask) {
  EXPECT_EQ(DifferencesBy([] { umask(umask(0) ^ 0777); }).size(), 1U);
  const auto found = DifferencesBy([] { umask(0123); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "process: umask was 0"));
  EXPECT_TRUE(Mentions(found[0], "is 123"));
}

TEST(ProcessStateTest, TellsTheEnvironment) {
  EXPECT_EQ(DifferencesBy([] { setenv("ISOGRADE_TEST", "value", 1); }),
            std::vector<std::string>{"process: environment variable ISOGRADE_TEST is new: value"});
  const auto removed = DifferencesBy([] { unsetenv("PATH"); });
  ASSERT_EQ(removed.size(), 1U);
  EXPECT_TRUE(Mentions(removed[0], "process: environment variable PATH is gone; it was "));
  const auto changed = DifferencesBy([] { setenv("PATH", "/elsewhere", 1); });
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_TRUE(Mentions(changed[0], ", is /elsewhere"));
}

TEST(ProcessStateTest, TellsDescriptors) {
  const auto opened = DifferencesBy([] { dup2(open("/dev/null", O_RDONLY), 77); });
  ASSERT_EQ(opened.size(), 2U) << "the descriptor and its copy";
  EXPECT_TRUE(Mentions(opened[0] + opened[1], "process: descriptor 77 is new: /dev/null"));
  const auto closed = DifferencesBy([] { close(STDIN_FILENO); });
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0], "process: descriptor 0 is gone; it was /dev/null");
}

TEST(ProcessStateTest, TellsSignalHandlersAndMask) {
  EXPECT_EQ(DifferencesBy([] { std::signal(SIGUSR1, SIG_IGN); }),
            std::vector<std::string>{"process: handler of SIGUSR1 was default, is ignore"});
  const auto blocked = DifferencesBy([] {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, nullptr);
  });
  EXPECT_EQ(blocked, std::vector<std::string>{"process: blocked signals was none, is " +
                                              std::to_string(SIGUSR2)});
}

TEST(ProcessStateTest, TellsTheWorkingDirectory) {
  const auto found = DifferencesBy([] { std::filesystem::current_path("/"); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "process: working directory was "));
  EXPECT_TRUE(Mentions(found[0], ", is /"));
}

TEST(ProcessStateTest, TellsTheLocale) {
  const auto found = DifferencesBy([] {
    const std::string before = std::setlocale(LC_TIME, nullptr);
    std::setlocale(LC_TIME, before == "C" ? "C.UTF-8" : "C");
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "process: locale was "));
}

TEST(ProcessStateTest, TellsThreads) {
  if (kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer starts threads of its own";
  const auto found = DifferencesBy([] { std::thread([] { pause(); }).detach(); });
  EXPECT_EQ(found, std::vector<std::string>{"process: threads was 1, is 2"});
}

TEST(ProcessStateTest, TellsResourceLimits) {
  const auto found = DifferencesBy([] {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    --limit.rlim_cur;
    setrlimit(RLIMIT_NOFILE, &limit);
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "process: limit NOFILE was "));
}

TEST(ProcessStateTest, TellsFloatingPointControl) {
  const auto found = DifferencesBy([] { fesetround(FE_UPWARD); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "process: floating-point control was rounding to the nearest"));
  EXPECT_TRUE(Mentions(found[0], "is rounding up"));
  EXPECT_TRUE(DifferencesBy([] { feraiseexcept(FE_DIVBYZERO); }).empty()) << "status, not control";
}

#if defined(__x86_64__)
TEST(ProcessStateTest, TellsWhatBecomesOfDenormalNumbers) {
  const auto found = DifferencesBy([] { _mm_setcsr(_mm_getcsr() | 0x8040); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(
      found[0], "process: denormal numbers count as zero from now on (MXCSR 0x1f80, is 0x9fc0)"));
}
#endif

TEST(ProcessStateTest, TellsFlagsOfSignalHandlers) {
  const auto found = DifferencesBy([] {
    struct sigaction action {};
    sigaction(SIGINT, nullptr, &action);
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN)
      action.sa_handler = [](int) {};
    sigaction(SIGINT, &action, nullptr);
    action.sa_flags |= SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "process: handler of SIGINT was "));
  EXPECT_TRUE(Mentions(found[0], " SA_RESTART"));
}

TEST(ProcessStateTest, TellsTheNameOfTheProcess) {
  const auto found = DifferencesBy([] { prctl(PR_SET_NAME, "another"); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], ", is another"));
}

TEST(ProcessStateTest, TellsTheTimeZone) {
  const auto found = DifferencesBy([] {
    setenv("TZ", "ABC-3", 1);
    tzset();
  });
  ASSERT_EQ(found.size(), 2U) << "and the variable";
  EXPECT_TRUE(Mentions(found[1], "process: time zone of the C library was "));
  EXPECT_TRUE(Mentions(found[1], "is ABC"));
}

TEST(ProcessStateTest, TellsPriorityAndProcessors) {
  const auto nicer = DifferencesBy([] { errno = nice(3); });
  ASSERT_EQ(nicer.size(), 1U);
  EXPECT_TRUE(Mentions(nicer[0], "process: nice value was "));
  const auto bound = DifferencesBy([] {
    cpu_set_t all, first;
    sched_getaffinity(0, sizeof all, &all);
    CPU_ZERO(&first);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&first) == 0; ++cpu) {
      if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &first);
    }
    sched_setaffinity(0, sizeof first, &first);
  });
  EXPECT_LE(bound.size(), 1U);  // where there is one, nothing changes
  const auto slack = DifferencesBy([] { prctl(PR_SET_TIMERSLACK, 12345); });
  ASSERT_EQ(slack.size(), 1U);
  EXPECT_TRUE(Mentions(slack[0], "process: slack of timers was "));
}

TEST(ProcessStateTest, TellsWhereTheArrayOfTheEnvironmentLies) {
  static char* nothing[] = {nullptr};
  const auto found = DifferencesBy([] { environ = nothing; });
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const std::string& one) {
    return Mentions(one, "process: array of environ was ");
  }));
}

TEST(ProcessStateTest, TellsTimers) {
  EXPECT_EQ(DifferencesBy([] {
              const itimerval hour{.it_interval = {}, .it_value = {3600, 0}};
              setitimer(ITIMER_REAL, &hour, nullptr);
            }),
            std::vector<std::string>{"process: timers was none, is real"});
}

TEST(ProcessStateTest, TellsChildProcesses) {
  const auto found = DifferencesBy([] {
    const pid_t child = fork();
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      pause();
    }
  });
  EXPECT_EQ(found, std::vector<std::string>{"process: child processes was 0, is 1"});
}

TEST(ProcessStateTest, TellsAllocators) {
  const auto found =
      DifferencesBy([] { Namespace().Execute("import tracemalloc; tracemalloc.start()"); });
  EXPECT_TRUE(Mentions(found.empty() ? "" : found.back(), "runtime: allocator of the raw domain"));
}

TEST(ProcessStateTest, TellsAuditHooksOfAllInterpretersOnly) {
  using Hook = int(const char*, PyObject*, void*);
  auto* const add =
      reinterpret_cast<int (*)(Hook*, void*)>(dlsym(RTLD_DEFAULT, "PySys_AddAuditHook"));
  const auto found = DifferencesBy([&] {
    cpython::WatchAuditHooks();
    add([](const char*, PyObject*, void*) { return 0; }, nullptr);
  });
  EXPECT_EQ(found, std::vector<std::string>{"runtime: audit hooks added was 0, is 1"});
  EXPECT_TRUE(DifferencesBy([] {
                cpython::WatchAuditHooks();
                Namespace().Execute("import sys; sys.addaudithook(lambda *_: None)");
              }).empty());
}

TEST(ProcessStateTest, TellsHooksOfTheRuntime) {
  const auto found = DifferencesBy([] { PyOS_InputHook = [] { return 0; }; });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(Mentions(found[0], "runtime: PyOS_InputHook was none, is 0x"));
}

}  // namespace
}  // namespace isograde
