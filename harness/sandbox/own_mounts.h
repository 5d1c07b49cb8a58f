#pragma once

#include <string>

#include "sandbox/held.h"

namespace isograde {

/// Whether a child of this process may have mounts of its own, and what is told of it is the same
/// then. To be asked in the parent, before it forks: the answer is kept.
bool OwnMountsAreOfUse();

/// Gives the calling process, which has one thread, a view of the file system of its own, where it
/// may have one: an empty /dev/shm and System V objects of its own, everything but these and
/// `scratch`, an absolute path, read-only. Only where OwnMountsAreOfUse(): that wants
/// CAP_SYS_ADMIN, and no chroot; user namespaces would change who it is. Notes in `held` what it
/// has reached.
void TakeOwnMounts(const std::string& scratch, Held& held);

}  // namespace isograde
