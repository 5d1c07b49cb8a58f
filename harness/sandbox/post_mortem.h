#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// One frame of a native stack. What is not known is empty, or 0.
struct StackFrame {
  std::string function;  ///< demangled
  std::string file;      ///< source file as the compiler noted it
  int line = 0;
  std::string library;  ///< path of the file that the code is in
  std::string address;
  bool signal = false;  ///< interrupted by a signal, whose handler is further in
};
ISOGRADE_JSON(StackFrame);

struct ThreadStack {
  int thread = 0;     ///< kernel's id; that of a process's first thread is the process's
  std::string state;  ///< as in /proc: "R" runs, "S" sleeps, ...
  std::vector<StackFrame> frames;  ///< innermost first, our own signal handler left out
};
ISOGRADE_JSON(ThreadStack);

/// What the threads of a sandboxed child were doing when it crashed or hung.
struct PostMortem {
  std::string problem;  ///< why there are no stacks; empty: there are, or none were taken
  int thread = 0;       ///< the one that got the fatal signal; 0: a hang
  std::vector<ThreadStack> threads;  ///< the one that got the signal first, else the first one
  std::string python;                ///< Python frames of all threads, as the CPython dumps them
};
ISOGRADE_JSON(PostMortem);

/// Reads the stacks of a process that is alive, by the program `isograde-unwind` that stands beside
/// this library. Never throws: `problem` says why there is none. At most `limit` is waited.
PostMortem ReadStacks(pid_t process, std::chrono::milliseconds limit);

/// Puts the stack of the thread that got the signal first and takes what belongs to the handling of
/// the signal off it.
void BringFaultFirst(PostMortem& post_mortem, int thread);

/// What a thread waits for, in words ("waits for the GIL in PyGILState_Ensure"), by the functions
/// on its stack; empty where it runs, or waits for nothing that is known.
std::string WaitsFor(const ThreadStack& stack);

/// "module_free (foo.c:88)", "module_free in foo.so", "0x7f.. in foo.so": as much as is known.
std::string Words(const StackFrame& frame);

}  // namespace isograde
