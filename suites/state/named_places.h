#pragma once

#include <string>
#include <vector>

#include "suites/state/static_changes.h"

namespace isograde {

/// Which variables lie at these places of a library, as its symbols and debug information have it,
/// at most StaticNames::kMostNamed of them. Read by a helper process, with limits of its own.
StaticNames::Library NamedPlaces(const std::string& path, std::vector<StaticPlace> places);

}  // namespace isograde
