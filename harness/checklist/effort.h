#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "sandbox/stage.h"

namespace isograde {

/// How hard to try.
struct Effort {
  int interpreters = 3;               ///< that live at once
  int stress = 1;                     ///< factor on what is repeated in concurrency/ and lifecycle/
  std::uint32_t seed = 0;             ///< of everything random: staggered starts
  bool fast = false;                  ///< leave out what rests on repetition
  std::set<std::string> unread = {};  ///< ids of optional stages, since no check reads them

  bool Reads(const Stage& stage) const { return !unread.contains(std::string(stage.id)); }
};

}  // namespace isograde
