#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {

/// What an enumerator is called in report.json: "contaminates".
template <typename Enumerator>
std::string JsonName(const Enumerator& value) {
  return nlohmann::json(value).template get<std::string>();
}

}  // namespace isograde
