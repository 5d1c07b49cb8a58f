#pragma once

#include <functional>
#include <string>

#include "sandbox/descriptor.h"

namespace isograde {

/// A filter of system calls for what Landlock knows nothing of: sockets but TCP's, tracing and
/// limiting other processes, children for others, mounts, kernel modules, clocks and the like. What
/// is denied fails with EPERM.
///
/// Whoever tries is not told by a trap, as its handler would die with a thread that blocks signals
/// (libuv's do), and with a program that is executed; but to the parent, which answers.
struct SystemCallFilter {
  bool holds = false;
  /// From which the parent reads what is tried (AnswerDenied); none: it fails unnoticed.
  Descriptor listener;
};

/// Filters the calls of the calling process, which has one thread, and of what it starts. Wants
/// PR_SET_NO_NEW_PRIVS. `of_metadata`: those too that change modes, owners, times and attributes of
/// files, wherever these are.
SystemCallFilter FilterSystemCalls(bool of_metadata);

/// Lets fail what waits at a listener, in the order in which it was tried. `note` is told what that
/// was ("open a socket of UDP") while whoever tries still waits. Does not block.
void AnswerDenied(int listener, const std::function<void(std::string what)>& note);

}  // namespace isograde
