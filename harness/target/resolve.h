#pragma once

#include <string>
#include <vector>

#include "target/target.h"

namespace isograde {

/// From an import name to what is on disk, by the finders of the hosting interpreter and without
/// importing anything. Never throws for a name: an unresolvable one comes back as
/// TargetKind::kUnknown with `problem` set.
Target Resolve(const std::string& name);

/// The named targets; every package followed by its extension modules, `owner` set. Duplicates are
/// dropped.
std::vector<Target> ResolveAll(const std::vector<std::string>& names);

/// Import names of the extension modules of the hosting Python's standard library, shared and
/// builtin ones, sorted.
std::vector<std::string> StandardLibraryExtensions();

}  // namespace isograde
