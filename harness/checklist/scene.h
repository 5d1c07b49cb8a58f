#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.h"
#include "interpreter/interpreter.h"
#include "sandbox/channel.h"

namespace isograde {

/// What one scene showed on this CPython.
struct SceneOutcome {
  static constexpr const char* kName = "scene";
  std::string observed;
  bool as_claimed = false;  ///< what the talk said in 2019 holds here too
};
ISOGRADE_JSON(SceneOutcome);

/// One claim of the talk (Petr Viktorin, "Extension Modules And Subinterpreters", Python Language
/// Summit 2019), as something that runs: each in a sandboxed child of its own, in the main
/// interpreter and as many new ones as it creates.
struct Scene {
  std::string_view id;       ///< "csv", "level-process"
  std::string_view claim;    ///< what it is about
  std::string_view claimed;  ///< what the talk said
  std::string_view
      since;  ///< since which CPython it is otherwise, or what changed; empty: nothing has
  SceneOutcome (*run)();
};

/// In the talk's order.
const std::vector<Scene>& AllScenes();

/// Runs statements in an interpreter; the str() of what they bound to `result`, or "raised
/// TypeError: ...".
std::string RunIn(const Interpreter& interpreter, const std::string& statements);

/// Registers the scenes of a file in a static object.
struct SceneRegistration {
  /// `place`: of the first of them in the talk's order; leave room for those of other files.
  SceneRegistration(int place, std::span<const Scene> scenes);
};

}  // namespace isograde
