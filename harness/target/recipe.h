#pragma once

#include <map>
#include <string>
#include <vector>

namespace isograde {

/// How to use one module: what cannot be known from outside. `module` is bound to the module under
/// test in every piece.
struct Recipe {
  /// A call that raises an exception which the module defines itself.
  struct Raise {
    std::string exception;  ///< attribute path on the module, "Error"
    std::string call;       ///< a Python expression
  };

  /// State beyond the module that it changes on purpose, and documents.
  struct Purpose {
    std::string level;  ///< "process", "runtime", "interpreter", "thread", "context"
    std::string what;   ///< in words
    std::string reason;
    std::vector<std::string> items;  ///< patterns for names of the state: "handler of SIG*"
  };
  /// State of the current thread or context that the module keeps.
  struct Current {
    std::string level;  ///< "thread" or "context"
    std::string set;    ///< an expression that changes it
    std::string seen;   ///< an expression that shows it, with a deterministic repr
  };

  std::string module;
  std::string file;   ///< where it was read from
  std::string setup;  ///< statements, run once in each interpreter
  std::vector<Raise> raises;
  std::vector<std::string>
      accepts;  ///< expressions that take instances of the own interpreter's types
  std::vector<Purpose> purposes;
  std::vector<Current> current;
  std::string callback;  ///< an expression that has `callback`, bound to a callable, called from a
                         ///< foreign thread; empty: none
  std::string exercise;  ///< an expression with a deterministic repr; empty: none

  /// The calls that use the module and should work: `accepts`, then `exercise`.
  std::vector<std::string> uses() const;
  /// Whether it has anything at all to call.
  bool CallsFunctions() const;
};

/// Reads a recipe file, keeping what holds for the hosting CPython (`since`, `until`). Throws
/// UsageError naming file and line.
Recipe ReadRecipe(const std::string& path);

/// Recipes by module name.
class RecipeBook {
 public:
  /// Recipes are read from `folder/<module>.toml` when asked for; `files`, given by the user, come
  /// before them. One that cannot be read is left out and told in problems(): the others are of use
  /// all the same.
  RecipeBook(std::string folder, const std::vector<std::string>& files);
  Recipe For(const std::string& module) const;
  const std::vector<std::string>& problems() const { return problems_; }
  /// Of the recipes that the user gave, those for none of these modules.
  std::vector<const Recipe*> ForNoneOf(const std::vector<std::string>& modules) const;

 private:
  std::string folder_;
  std::map<std::string, Recipe> given_;
  mutable std::vector<std::string> problems_;
};

}  // namespace isograde
