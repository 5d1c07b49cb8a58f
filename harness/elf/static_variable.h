#pragma once

#include <cstdint>
#include <string>

#include "base/json_fields.h"

namespace isograde {

/// A place in a library's static storage, by its virtual address in the file, or by its offset in
/// the segment of thread-local variables.
struct StaticPlace {
  std::uint64_t address = 0;
  bool is_thread_local = false;

  auto operator<=>(const StaticPlace&) const = default;
};
ISOGRADE_JSON(StaticPlace);

/// The static variable that lies at a place: what is known of it, the rest empty or 0.
struct StaticVariable {
  std::string name;      ///< as in the source, with namespaces and classes; of the symbol, where
                         ///< there is no debug information
  std::string function;  ///< that it is local to
  std::string member;    ///< what of it lies at the place: ".error", "[2]"; empty: its beginning
  std::string type;
  std::string member_type;  ///< of what lies at the place
  std::string file;         ///< where it is declared
  int line = 0;
  std::string symbol;       ///< linker symbol, not demangled
  std::string section;      ///< ".bss"
  std::uint64_t begin = 0;  ///< address of the variable, or of the section where only that is known
  std::uint64_t size = 0;   ///< bytes of the variable; 0: not known
};
ISOGRADE_JSON(StaticVariable);

}  // namespace isograde
