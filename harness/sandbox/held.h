#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// How far the confinement of a child goes on this kernel, under these rights (see Confine): what a
/// module in it cannot do, whatever it tries.
struct Held {
  bool files = false;         ///< write, make, rename or remove outside its scratch folder
  bool metadata = false;      ///< change modes, owners and times outside it
  bool network = false;       ///< connect or listen by TCP
  bool signals = false;       ///< send signals outside, or connect to abstract sockets there
  bool system_calls = false;  ///< the others of docs/what_is_trusted.md: other sockets, ptrace, ...
  bool attempts = false;      ///< have what was denied so go unnoticed
  bool shared_memory = false;  ///< see what is shared by name: /dev/shm, System V

  /// All that grading relies on: the rest takes rights that not everybody has.
  bool IsWhole() const { return files && network && signals && system_calls; }
  bool operator==(const Held&) const = default;
};
ISOGRADE_JSON(Held);

/// The error of one that is not whole, where that was required.
std::string WhatIsOpen(const Held& held);

/// For "a module may ...": what is not held, of that which IsWhole() asks for.
std::vector<std::string> Open(const Held& held);

}  // namespace isograde
