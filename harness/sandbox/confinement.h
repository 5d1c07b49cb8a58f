#pragma once

#include <sys/types.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sandbox/descriptor.h"
#include "sandbox/held.h"
#include "sandbox/limits.h"

namespace isograde {

/// Turns the calling process, a child just forked, into a sandbox: a session of its own, death with
/// its parent, resource limits, stdin, captured output, working directory; and, as far as this
/// system has it, confined: own mounts, Landlock, a filter of system calls. `parent` is the process
/// that forked it; leaves with _exit when that is gone. `output`: where it writes to. `scratch`: a
/// folder of its own, an absolute path. `told`: a socket on which the parent is told how far that
/// goes (ReceiveHeld).
void Confine(pid_t parent, const Limits& limits, int output, const std::string& scratch, int told);

/// What a child has told of its confinement.
struct Confinement {
  Held held;
  Descriptor listener;  ///< see SystemCallFilter
};

/// Nothing where it has not told yet. Does not block.
std::optional<Confinement> ReceiveConfinement(int socket);

/// How far a child of this process is confined; in a child of its own. `scratch`: as above.
Held ProbeConfinement(const std::string& scratch);

/// Number of processes that the calling process has as children, ended but not yet waited for
/// included.
int CountChildren();

/// The processes below `root`, itself left out; about `most` of them where there are more.
std::vector<pid_t> Descendants(pid_t root, std::size_t most = 1000);

/// The children of this process, ended ones included.
std::vector<pid_t> OwnChildren();

/// Kills and reaps every child of this process that is not among those known: what ended children
/// left behind. One that does not end, as nothing can be killed that waits for a device or that
/// another one traces, is left after a second. How many there were.
int ReapStrays(std::span<const pid_t> known);

}  // namespace isograde
