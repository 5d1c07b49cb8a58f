#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/child_pool.h"
#include "target/called.h"
#include "target/recipe.h"
#include "target/target.h"

namespace isograde {

/// A call that exploring a target found and keeps.
struct ExploredCall {
  std::string code;                  ///< an expression
  std::vector<std::string> needs;    ///< modules without which it cannot be made
  bool returned = false;             ///< or raised
  std::string type;                  ///< class of what it returned or raised
  std::string value;                 ///< repr of what it returned
  bool by_value = false;             ///< which is the same in any process
  std::vector<std::string> changes;  ///< what else it changed: "the environment"
  std::string why;                   ///< what it is kept for: "zlib.compress"
};
ISOGRADE_JSON(ExploredCall);

/// What can be called of a target, found by calling it in the main interpreter of confined
/// processes (isograde/_explore). The same for the same files and the same CPython, on any machine.
struct Exploration {
  std::string main;  ///< the module that `module` is in the calls
  std::vector<ExploredCall> calls;
  std::string callback;  ///< one that has `callback` called from another thread; empty: none did
  int callables = 0;     ///< that are public, methods of what came out included
  int answered = 0;      ///< of these: returned, or raised what is not about how they were called
  int documented = 0;    ///< of these: by examples of the target's own documentation
  std::vector<SilentCallable> silent;
  std::vector<std::string> exceptions;  ///< classes of its own that came up
  int own_exceptions = 0;               ///< that are public
  int tried = 0;                        ///< calls in all
  std::vector<BrokenCall> broke;
  bool was_capped = false;  ///< it ended for want of time: on another machine there may be more
  std::string trouble;      ///< of ours: why there is nothing; empty: there was none
};
ISOGRADE_JSON(Exploration);

/// Explores a target that can be imported, but for calls that change what those of the recipe give.
/// Runs children until it is done, or for so long.
Exploration Explore(const Target& target, const Recipe& recipe, ChildPool& pool,
                    std::chrono::milliseconds at_most);

/// What of it a report tells.
Called CalledOf(const Exploration& exploration);

/// The recipe, and after its own calls those that were found.
Recipe With(Recipe recipe, const Called& called);

/// A recipe file of what was found.
std::string RecipeText(const Exploration& exploration);

}  // namespace isograde
