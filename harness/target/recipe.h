#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "target/called.h"
#include "target/recipe_fault.h"
#include "target/target.h"

namespace isograde {

/// How to use one module: what cannot be known from outside. `module` is bound to the module under
/// test in every piece.
struct Recipe {
  /// A call that raises an exception: one that the module defines itself, or another module's, or a
  /// builtin one.
  struct Raise {
    std::string
        exception;     ///< attribute path on the module, "Error"; or "decimal.InvalidOperation"
    std::string call;  ///< a Python expression
  };
  /// A call that further interpreters are documented to decline.
  struct Decline {
    std::string call;
    std::string exception;  ///< that it raises there, as of Raise
  };

  using Found = FoundCall;

  /// State beyond the module that it changes on purpose, and documents.
  struct Purpose {
    std::string level;  ///< "process", "runtime", "interpreter", "thread", "context"
    std::string what;   ///< in words
    std::string reason;
    std::vector<std::string> items;  ///< patterns for names of the state: "handler of SIG*"
  };
  /// State that the module keeps and that belongs to the current thread or context, or to whoever
  /// uses it in a process.
  struct Current {
    std::string level;  ///< "thread", "context" or "process"
    std::string set;    ///< an expression that changes it
    std::string seen;   ///< an expression that shows it, with a deterministic repr
  };

  std::string module;
  std::string file;   ///< where it was read from
  std::string setup;  ///< statements, run once in each interpreter
  std::vector<Raise> raises;
  std::vector<std::string>
      accepts;  ///< expressions that take instances of the own interpreter's types
  std::vector<Decline> declines;
  std::vector<Purpose> purposes;
  std::vector<Current> current;
  std::string callback;  ///< an expression that has `callback`, bound to a callable, called from a
                         ///< foreign thread; empty: none
  std::string exercise;  ///< an expression with a deterministic repr; empty: none
  std::vector<Found> found;  ///< made after all others, in this order, in a namespace of their own
  std::string found_module;  ///< that `module` is in `found`; empty: `module`
  std::optional<Called> called;      ///< where it was explored
  std::map<std::string, int> lines;  ///< of calls and of the setup, in the file
  std::vector<RecipeFault> faults;   ///< what is left out of it, and why

  /// The calls that use the module: `accepts`, those of `declines` that are made nowhere else, then
  /// `exercise`.
  std::vector<std::string> uses() const;
  /// What further interpreters are documented to decline, of which `code` is or has the call;
  /// nullptr: nothing.
  const Decline* DeclineIn(const std::string& code) const;
  /// The line of a call or of the setup; 0 where it is not known.
  int LineOf(const std::string& code) const;
  /// Leaves out all that is called, `setup` included.
  void DropCalls();
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
  /// before them. One that cannot be read has its faults and nothing else: the others are of use
  /// all the same.
  RecipeBook(std::string folder, const std::vector<std::string>& files);
  Recipe For(const std::string& module) const;
  /// Of a target. For a distribution that of one of its roots or members will do: the first that
  /// there is.
  Recipe For(const Target& target) const;
  /// From now on, that is the recipe of a target of this name.
  void Take(const std::string& target, Recipe recipe) {
    taken_.insert_or_assign(target, std::move(recipe));
  }
  /// Why recipes could not be read, so far.
  const std::vector<RecipeFault>& problems() const { return problems_; }
  /// Of the recipes that the user gave, those for none of these modules.
  std::vector<const Recipe*> ForNoneOf(const std::vector<std::string>& modules) const;

 private:
  /// Of a file: with its fault, also among the problems, where it cannot be read.
  Recipe Read(const std::string& path) const;

  std::string folder_;
  std::map<std::string, Recipe> given_;
  std::map<std::string, Recipe> taken_;        ///< by target
  mutable std::map<std::string, Recipe> own_;  ///< as they were asked for
  mutable std::vector<RecipeFault> problems_;
};

}  // namespace isograde
