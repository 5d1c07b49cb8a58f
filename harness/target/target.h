#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

enum class TargetKind { kExtension, kBuiltin, kPure, kDistribution, kUnknown };
NLOHMANN_JSON_SERIALIZE_ENUM(TargetKind, {{TargetKind::kUnknown, "unknown"},
                                          {TargetKind::kExtension, "extension"},
                                          {TargetKind::kBuiltin, "builtin"},
                                          {TargetKind::kPure, "pure"},
                                          {TargetKind::kDistribution, "distribution"}})

/// What is graded: what pip installs, or one module by its import name.
struct Target {
  /// An extension module of a distribution.
  struct Member {
    std::string name;  ///< import name
    std::string file;
    bool is_loaded = false;  ///< by importing the roots, in main; the others are told apart
  };

  std::string name;  ///< import name; of a distribution, as it was asked for
  TargetKind kind = TargetKind::kUnknown;
  std::string file;     ///< the library or source on disk; of a distribution, the folder of its
                        ///< metadata; empty: builtin and frozen modules, and what has none
  std::string problem;  ///< of an unknown one, why it is; of another, what is wrong with it
  std::string owner;    ///< the distribution that it is a member of, where it was not named itself
  bool is_apart = false;  ///< a member of `owner` that no root loads: it does not count

  // Of a distribution:
  std::string distribution{};  ///< its name in its metadata; empty: it has none
  std::string version{};
  std::string harness_error{};          ///< of ours, while it was looked for; empty: there was none
  std::vector<std::string> roots{};     ///< what its users import, in order
  std::vector<std::string> packages{};  ///< every module of these names, or below, is its own
  std::vector<Member> members{};        ///< sorted by name
  std::vector<std::string> libraries{};  ///< paths of its native libraries that are no modules
};
ISOGRADE_JSON(Target::Member);
ISOGRADE_JSON(Target);

/// A name that no other target of a run has: a member's with that of its distribution, whose name,
/// or whose other owner's member's, it may have too.
std::string FullName(const Target& target);

/// What its users import: a distribution's roots, the module itself.
std::vector<std::string> RootsOf(const Target& target);

/// Whether a module of that import name comes with the target: of its distribution, or of the
/// top-level package that it is in.
bool ComesWith(const Target& target, std::string_view name);

/// Whether it is taken out together with the target, to import that anew: of its distribution; the
/// module itself, and what is below it.
bool IsTakenOutWith(const Target& target, std::string_view name);

/// The members that importing a distribution's roots loads, each as a target. None of a module.
std::vector<Target> LoadedMembers(const Target& target);

}  // namespace isograde
