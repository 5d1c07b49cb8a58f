#pragma once

#include <optional>
#include <string>

namespace isograde {

/// A module that breaks a rule, and one that keeps it.
struct Example {
  struct Module {
    std::string name;
    std::string source;  ///< its whole text, in C or C++
  };
  Module before;
  Module after;  ///< its repaired twin, which differs in what the rule is about; empty: it has none
};

/// Of the modules under test, that are in `folder`, one that fails a check. One with a repaired
/// twin (`<name>_repaired`, or what its toml file calls `repaired`), in one file, in C, that fails
/// little else and is short, if there is one. nullopt: there is none.
std::optional<Example> ExampleOf(const std::string& check, const std::string& folder);

}  // namespace isograde
