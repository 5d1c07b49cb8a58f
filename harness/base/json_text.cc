#include "base/json_text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace isograde {

std::string Indented(const nlohmann::json& json) {
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string Compact(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

bool MakeNumbersFit(nlohmann::json& json) {
  constexpr double kSmall = 1 << 30, kMost = 9e18;
  if (json.is_structured())
    return std::all_of(json.begin(), json.end(),
                       [](nlohmann::json& inner) { return MakeNumbersFit(inner); });
  if (!json.is_number_float()) return true;
  const double number = json.get<double>();
  if (std::abs(number) < kSmall) return true;
  if (!(std::abs(number) < kMost)) return false;
  json = static_cast<std::int64_t>(number);
  return true;
}

}  // namespace isograde
