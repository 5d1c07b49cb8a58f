#pragma once

#include "sandbox/stage_board.h"

namespace isograde {

/// In a sandboxed child: from now on a fatal signal does not end the process. It is noted on the
/// board, and the thread that got it stops there until the parent, which has then read the stacks,
/// kills the process. A module that installs a handler of its own takes the signal for itself.
///
/// On the signal DumpSignal() `dump` is called, once: for what only the broken process itself can
/// tell. It is called on a signal's stack.
///
/// Process-wide; once, on the child's first thread. `noted_on` must outlive the process.
void HoldOnCrash(StageBoard& noted_on, void (*dump)());

/// Gives the calling thread a stack of its own for signals, so that running out of stack is told
/// too. HoldOnCrash does it for its thread.
void UseSignalStack();

/// Number of the signal that asks for the dump.
int DumpSignal();

}  // namespace isograde
