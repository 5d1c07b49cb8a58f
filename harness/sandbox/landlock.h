#pragma once

#include <string>

#include "sandbox/held.h"

namespace isograde {

/// Restricts the calling thread, and whatever it starts from now on, by Landlock
/// (https://docs.kernel.org/userspace-api/landlock.html), as far as this kernel has it: writing
/// only below `scratch` and /dev/shm, without which there are no semaphores, and to devices that
/// keep nothing; no TCP, no signals to and no abstract sockets of whoever is outside. Reading stays
/// open. Wants PR_SET_NO_NEW_PRIVS. Notes in `held` what it has reached.
void RestrictByLandlock(const std::string& scratch, Held& held);

}  // namespace isograde
