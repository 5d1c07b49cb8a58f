#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace isograde {

/// How an interpreter is created. The names are the design's; the flags behind them CPython's (PEP
/// 684, PyInterpreterConfig).
enum class InterpreterConfig {
  kLegacy,    ///< shared GIL, no check: all there is before 3.12
  kStrict,    ///< shared GIL, check_multi_interp_extensions
  kIsolated,  ///< own allocator, own GIL, check_multi_interp_extensions
  kOverride,  ///< isolated, with _imp._override_multi_interp_extensions_check(-1)
};

inline constexpr std::array kAllConfigs = {InterpreterConfig::kLegacy, InterpreterConfig::kStrict,
                                           InterpreterConfig::kIsolated,
                                           InterpreterConfig::kOverride};

constexpr std::string_view Name(InterpreterConfig config) {
  switch (config) {
    case InterpreterConfig::kLegacy:
      return "legacy";
    case InterpreterConfig::kStrict:
      return "strict";
    case InterpreterConfig::kIsolated:
      return "isolated";
    case InterpreterConfig::kOverride:
      return "override";
  }
  return "?";
}

/// Whether interpreters that are created so run at the same time.
constexpr bool HasOwnGil(InterpreterConfig config) {
  return config == InterpreterConfig::kIsolated || config == InterpreterConfig::kOverride;
}

constexpr std::optional<InterpreterConfig> ConfigFromName(std::string_view name) {
  for (InterpreterConfig config : kAllConfigs) {
    if (Name(config) == name) return config;
  }
  return std::nullopt;
}

}  // namespace isograde
