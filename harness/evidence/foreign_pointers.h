#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "target/target.h"

namespace isograde {

/// Words in the writable memory of libpython, the executable and other libraries that point into
/// code or data of the target's: a method table, a hook, a slot of another module's type. The C
/// library, the dynamic linker and the compiler's support are left out, as is CPython's own
/// _PyRuntime: they keep books of whoever registers (atexit, pthread keys, caches of types). So is
/// what a library holds when it is first seen: the dynamic linker put it there. To be used on one
/// thread.
class ForeignPointers {
 public:
  struct Pointer {
    std::uintptr_t address = 0;  ///< of the word, in this process
    std::uintptr_t value = 0;
    std::string library;             ///< path of the one that the word is in
    std::uint64_t file_address = 0;  ///< of the word, in that file
    std::string target_library;      ///< path of the one that it points to
  };

  /// Nothing is looked at for a target without libraries.
  explicit ForeignPointers(const Target& target);

  /// What has come since the last time; the first time, nothing.
  std::vector<Pointer> TakeNew();

 private:
  std::set<std::string> own_;                       ///< resolved paths
  std::set<std::string> known_;                     ///< libraries that were seen
  std::map<std::uintptr_t, std::uintptr_t> words_;  ///< by address, those that point to the target
};

}  // namespace isograde
