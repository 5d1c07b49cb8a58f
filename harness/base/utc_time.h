#pragma once

#include <string>

namespace isograde {

/// Now: "2026-11-30T04:32:03Z".
std::string UtcTime();

}  // namespace isograde
