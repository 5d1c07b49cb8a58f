#include "sandbox/observation_list.h"

namespace isograde {

void ObservationList::AddJson(nlohmann::json&& json) {
  std::string name = json.at("observation").get<std::string>();
  std::string of = json.contains("of") ? json.at("of").get<std::string>() : std::string();
  Add(std::move(name), std::move(json.at("data")), std::move(of));
}

void to_json(nlohmann::json& json, const ObservationList& list) {
  json = nlohmann::json::array();
  for (const ObservationList::Shared& entry : list) {
    nlohmann::json& one =
        json.emplace_back(nlohmann::json{{"observation", entry->name}, {"data", entry->data}});
    if (!entry->of.empty()) one["of"] = entry->of;
  }
}

void from_json(const nlohmann::json& json, ObservationList& list) {
  list = {};
  for (const nlohmann::json& one : json) list.AddJson(nlohmann::json(one));
}

}  // namespace isograde
