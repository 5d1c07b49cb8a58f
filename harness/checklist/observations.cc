#include "checklist/observations.h"

namespace isograde {

const Record* Observations::Of(ExperimentId experiment) const {
  const auto found = records.find(experiment);
  return found == records.end() ? nullptr : &found->second;
}

const Record& Observations::operator[](ExperimentId experiment) const {
  static const Record kNone;
  const Record* const record = Of(experiment);
  return record ? *record : kNone;
}

const Record* Observations::Without(ExperimentId experiment) const {
  const auto found = without.find(experiment);
  return found == without.end() ? nullptr : &found->second;
}

const std::vector<Reliability>& Observations::ReliabilityOf(ExperimentId experiment) const {
  static const std::vector<Reliability> kNone;
  const auto found = reliability.find(experiment);
  return found == reliability.end() ? kNone : found->second;
}

void to_json(nlohmann::json& json, const Observations& observations) {
  json = {{"target", observations.target},
          {"config", Name(observations.config)},
          {"records", nlohmann::json::object()},
          {"without", nlohmann::json::object()},
          {"reliability", observations.reliability}};
  for (const auto& [experiment, record] : observations.records)
    json["records"][experiment] = record;
  for (const auto& [experiment, record] : observations.without)
    json["without"][experiment] = record;
}

void from_json(const nlohmann::json& json, Observations& observations) {
  json.at("target").get_to(observations.target);
  observations.config =
      ConfigFromName(json.at("config").get<std::string>()).value_or(InterpreterConfig::kLegacy);
  for (const auto& [experiment, record] : json.at("records").items())
    record.get_to(observations.records[experiment]);
  for (const auto& [experiment, record] : json.at("without").items())
    record.get_to(observations.without[experiment]);
  for (const auto& [experiment, of] : json.at("reliability").items())
    of.get_to(observations.reliability[experiment]);
}

}  // namespace isograde
