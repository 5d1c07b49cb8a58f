#pragma once

namespace isograde {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace isograde
