#pragma once

#include <cstddef>
#include <string_view>

namespace isograde {

/// What an experiment is doing when something breaks. Whoever goes through a stage defines it, as a
/// constant in namespace stages; the sandbox only carries it.
struct Stage {
  static constexpr std::size_t kLongestId = 23;
  static constexpr std::size_t kLongestWords = 71;

  std::string_view id;       ///< "import"; at most kLongestId bytes
  std::string_view words;    ///< for a sentence: "crashed while {importing it} in interpreter 2"
  bool makes_calls = false;  ///< the target's functions are called in it, as a recipe says
  bool creates = false;      ///< an interpreter is created each time that it begins
  bool optional = false;     ///< left out where no check reads it
};

constexpr bool operator==(const Stage& one, const Stage& other) { return one.id == other.id; }

namespace stages {
/// Before the first one begins.
inline constexpr Stage kNone{.id = "none", .words = "starting"};
}  // namespace stages

}  // namespace isograde
