#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/limits.h"
#include "target/target.h"

namespace isograde {

/// From an import name to what is on disk, by the finders of the hosting interpreter and without
/// importing anything. Never throws for a name: an unresolvable one comes back as
/// TargetKind::kUnknown with `problem` set. A package is taken for a pure module: what it has of
/// extension modules ResolveAll finds out. The path of an extension module's file will do: its
/// folder is then on sys.path for the rest of the run.
Target Resolve(const std::string& name);

/// What ResolveAll is told besides names.
struct Resolving {
  bool all_members = false;  ///< of distributions: those too that their roots do not load
  int jobs = 0;              ///< 0: one per core
  Limits limits{};
  std::map<std::string, Target> known{};  ///< by name: what needs not be found out again
  /// Find out what targets rest on, too, and what this name, which is none, does: a control.
  std::optional<std::string> contents_of{};
};

struct Resolved {
  std::vector<Target> targets;
  /// What they rest on, by their names: JSON of isograde._contents. Not of those that were known,
  /// nor of those whose import ends the process.
  std::map<std::string, std::string> contents;
};

/// The named targets: modules, by name or file, and distributions by their own name or by that of a
/// package of theirs; `.` is the project of the current folder, as it is installed. Each
/// distribution is followed by its members that its roots load, `owner` set, and where that is
/// asked for by the others too. Duplicates are dropped. What a distribution's users import is found
/// out by importing it, in a sandboxed child each.
Resolved ResolveAll(const std::vector<std::string>& names, const Resolving& resolving);

/// Those names of the command line whose distribution could not be installed into a temporary
/// environment, since there is no wheel of it for this Python: nobody's mistake.
std::vector<std::string> NotInstalled();

/// Import names of the extension modules of the hosting Python's standard library, shared and
/// builtin ones, sorted.
std::vector<std::string> StandardLibraryExtensions();

}  // namespace isograde
