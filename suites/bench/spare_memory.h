#pragma once

#include <filesystem>
#include <string>

namespace isograde {

/// What this process may still take, in bytes; none where it is 0 or less. Looks at what the
/// machine can give (MemAvailable), less what is left to others, and at what this process is
/// allowed (RLIMIT_AS, RLIMIT_DATA, memory cgroups), less what one more interpreter may come to:
/// CPython does not survive everywhere that it is refused memory.
double SpareMemory();

/// What memory cgroups still allow, in bytes: the least of all that the process is in, version 1 or
/// 2; infinity where none has a limit. Pages that the kernel can drop (inactive_file) count as
/// free. `own`: text of /proc/self/cgroup. `root`: /sys/fs/cgroup.
double CgroupMemoryLeft(const std::string& own, const std::filesystem::path& root);

}  // namespace isograde
