#pragma once

#include <string_view>

namespace isograde {

/// Whether one version comes before another, number by number: "3.9" before "3.12", "3" before
/// "3.1". What stands behind the numbers is not compared.
bool IsOlderVersion(std::string_view version, std::string_view than);

}  // namespace isograde
