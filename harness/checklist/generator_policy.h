#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checklist/check.h"
#include "checklist/making.h"

namespace isograde {

/// What an author can do about a module that a generator wrote, and what in it is the generator's
/// own. One row for each generator.
struct GeneratorPolicy {
  std::string_view name;
  std::string_view link;  ///< where what stands here does
  /// From which version on `state` can be done: the generator's, or what its version is called in
  /// the library ("internals 10"). Empty: from any, or never.
  std::string_view since = {}, since_shown = {};
  // About module state, types and initialisation; the support that is declared; refusing; the GIL.
  // Empty: as the first.
  std::string_view state = {}, support = {}, refusal = {}, gil = {};
  /// How names of variables begin that it makes, not the author.
  std::vector<std::string_view> own = {};
  /// What stands in names of variables that it makes of what the author wrote: a crate in a name as
  /// Rust mangles it.
  std::vector<std::string_view> own_inside = {};
  std::string_view own_words = {};  ///< what those are
};

/// nullptr: there is none for it, it was written by hand.
const GeneratorPolicy* PolicyOf(const Generator& generator);

/// The generator's remedy in place of a check's; empty: the check's is right, the module being
/// written by hand, or the remedy about what the author wrote.
std::string GeneratedRemedy(const Check& check, const Making& making);

/// How an author states that a module supports interpreters with a GIL of their own: "declare ...",
/// "say ...".
std::string HowToDeclare(const Making& making);

/// Whether a variable is the generator's, not the author's.
bool IsGenerators(const GeneratorPolicy& policy, std::string_view variable);

}  // namespace isograde
