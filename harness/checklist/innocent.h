#pragma once

#include <span>
#include <string_view>

namespace isograde {

/// A kind of initialisation, and an extension that does nothing but be of that kind: what breaks
/// with it is CPython's own doing.
struct Innocent {
  std::string_view module;  ///< its name, one of those that `_innocents` in the package holds
  std::string_view words;   ///< for a sentence: "an innocent single-phase extension that ..."
};

/// single-phase with m_size -1, with m_size >= 0, multi-phase.
std::span<const Innocent> Innocents();

/// nullptr where no innocent extension is called so.
const Innocent* FindInnocent(std::string_view module);

/// The one of a kind of initialisation, as Declaration has it; nullptr: there is none.
const Innocent* InnocentOf(std::string_view init, bool has_state);

}  // namespace isograde
