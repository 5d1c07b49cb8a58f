#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "sandbox/limits.h"

namespace isograde {

/// Turns the calling process, a child just forked, into a sandbox: process group, death with its
/// parent, resource limits, stdin, captured output, working directory. `parent` is the process that
/// forked it; leaves with _exit when that is gone.
void Confine(pid_t parent, const Limits& limits, int output, const std::string& scratch);

/// Number of processes that the calling process has as children, ended but not yet waited for
/// included.
int CountChildren();

/// The processes below `root`, itself left out; about `most` of them where there are more.
std::vector<pid_t> Descendants(pid_t root, std::size_t most = 1000);

/// Number of processes below `root`, itself left out, counted up to `most`.
int CountDescendants(pid_t root, int most);

/// Kills and reaps every child of this process that is not in `[known, known + count)`: what ended
/// children left behind.
int ReapStrays(const pid_t* known, std::size_t count);

}  // namespace isograde
