#pragma once

#include <string>

#include "base/json_fields.h"
#include "elf/generator.h"

namespace isograde {

/// Instead of a generator's name.
inline constexpr const char* kByHand = "by hand";

/// How an extension module was made, as far as its file and its wheel tell.
struct Making {
  static constexpr const char* kName = "making";
  bool is_known = false;  ///< false: its file was not read
  Generator generator{};
  /// Of one built for the stable ABI: the oldest CPython that it is for, "3.8"; "3": not known.
  std::string abi3{};

  bool operator==(const Making& other) const;
  /// "Cython 3.1.4", "by hand".
  std::string Words() const;
  /// Built for a stable ABI that has no Py_mod_multiple_interpreters: older than 3.12.
  bool CannotDeclare() const;
};
ISOGRADE_JSON(Making);

}  // namespace isograde
