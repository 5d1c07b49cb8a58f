#pragma once

#include <nlohmann/json.hpp>

/// In a header, behind a struct: it can be written to JSON and read from it, field by field. What
/// that takes is compiled once, where ISOGRADE_JSON_FIELDS stands, and not in every file that
/// includes the header: that took a third of the time of all compiling.
#define ISOGRADE_JSON(Type)                              \
  void to_json(nlohmann::json& json, const Type& value); \
  void from_json(const nlohmann::json& json, Type& value)

/// In one source: with these fields. One that is missing in JSON has its default.
#define ISOGRADE_JSON_FIELDS(Type, ...)                                                     \
  void to_json(nlohmann::json& nlohmann_json_j, const Type& nlohmann_json_t) {              \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))                \
  }                                                                                         \
  void from_json(const nlohmann::json& nlohmann_json_j, Type& nlohmann_json_t) {            \
    const Type nlohmann_json_default_obj{};                                                 \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM_WITH_DEFAULT, __VA_ARGS__)) \
  }                                                                                         \
  static_assert(true)
