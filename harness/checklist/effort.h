#pragma once

#include <cstdint>

namespace isograde {

/// How hard to try.
struct Effort {
  int interpreters = 3;    ///< that live at once
  int stress = 1;          ///< factor on what is repeated in concurrency/ and lifecycle/
  std::uint32_t seed = 0;  ///< of everything random: staggered starts
  bool fast = false;       ///< leave out what rests on repetition
  bool statics = true;     ///< read static storage: some check wants to know
  bool c_api = true;       ///< read what its libraries want of CPython: some check wants to know
  bool levels = true;      ///< read what each level of state holds: some check wants to know
};

}  // namespace isograde
