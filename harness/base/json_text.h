#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {

/// JSON as it is written to files: for people to look at, or as short as can be. Bytes that are no
/// UTF-8 are replaced.
std::string Indented(const nlohmann::json& json);
std::string Compact(const nlohmann::json& json);

}  // namespace isograde
