#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {

/// JSON as it is written to files: for people to look at, or as short as can be. Bytes that are no
/// UTF-8 are replaced.
std::string Indented(const nlohmann::json& json);
std::string Compact(const nlohmann::json& json);

/// Makes what strangers wrote fit to be read as any number: nlohmann-json casts a floating-point
/// number to an integer as it is, which C++ leaves undefined where that cannot hold it
/// ([conv.fpint]). Those that no 32-bit integer can hold become integers, as a double of that size
/// says no more; false where there is one that no integer can hold.
bool MakeNumbersFit(nlohmann::json& json);

}  // namespace isograde
