#pragma once

#include "checklist/experiment.h"

namespace isograde {

namespace stages {
inline constexpr Stage kExit{.id = "exit", .words = "leaving the process"};
}  // namespace stages

/// First word of the command line by which a sandboxed child calls isograde again.
inline constexpr const char* kFreshProcess = "run-in-fresh-process";

/// For Experiment::fresh_process. Turns the sandboxed child into a new process of the hosting
/// Python, in which the experiment runs and which then leaves as every Python does: Python's own
/// main returns, with no frame of ours on the stack (Py_FinalizeEx from within one aborts on debug
/// builds of 3.14 and before 3.12). Does not return.
void RunInFreshProcess(const Experiment& experiment, const Subject& subject,
                       InterpreterConfig config, const Effort& effort, Channel& channel);

/// In that new process. The numbers are descriptors: of the results, of the board, and of a file
/// that says what to run.
void GoOnInFreshProcess(int results, int board, int order);

/// Runs an experiment in the sandboxed child that this is called in.
void RunExperiment(const Experiment& experiment, const Subject& subject, InterpreterConfig config,
                   const Effort& effort, Channel& channel);

}  // namespace isograde
