#include "checklist/observations.h"

namespace isograde {

void to_json(nlohmann::json& json, const Observations& observations) {
  json = {{"target", observations.target},
          {"config", Name(observations.config)},
          {"alone", observations.alone},
          {"main_first", observations.main_first},
          {"main_last", observations.main_last}};
}

void from_json(const nlohmann::json& json, Observations& observations) {
  json.at("target").get_to(observations.target);
  observations.config =
      ConfigFromName(json.at("config").get<std::string>()).value_or(InterpreterConfig::kLegacy);
  json.at("alone").get_to(observations.alone);
  json.at("main_first").get_to(observations.main_first);
  json.at("main_last").get_to(observations.main_last);
}

}  // namespace isograde
