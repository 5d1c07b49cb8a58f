#pragma once

#include "checklist/effort.h"
#include "checklist/subject.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/channel.h"

namespace isograde {

/// First word of the command line by which a sandboxed child calls isograde again.
inline constexpr const char* kFreshProcess = "run-in-fresh-process";

/// Turns the sandboxed child into a new process of the hosting Python, in which kLastLoaderEnds
/// runs and which then leaves as every Python does: Python's own main returns, with no frame of
/// ours on the stack (Py_FinalizeEx from within one aborts on debug builds of 3.14 and
/// before 3.12). Does not return.
void RunLastLoaderEndsInFreshProcess(const Subject& subject, InterpreterConfig config,
                                     const Effort& effort, Channel& channel);

/// In that new process. The numbers are descriptors: of the results, of the board, and of a file
/// that says what to run.
void GoOnInFreshProcess(int results, int board, int order);

}  // namespace isograde
