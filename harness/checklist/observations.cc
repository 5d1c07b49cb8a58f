#include "checklist/observations.h"

#include <string>

namespace isograde {
namespace {

std::string Key(Experiment experiment) {
  std::string key(Name(experiment));
  for (char& c : key) {
    if (c == '-') c = '_';
  }
  return key;
}

}  // namespace

const Record* Observations::Of(Experiment experiment) const {
  if (experiment == Experiment::kAlone) return &alone;
  if (experiment == Experiment::kMainFirst) return &main_first;
  if (experiment == Experiment::kMainLast) return &main_last;
  const auto found = further.find(experiment);
  return found == further.end() ? nullptr : &found->second;
}

Record& Observations::Of(Experiment experiment) {
  if (experiment == Experiment::kAlone) return alone;
  if (experiment == Experiment::kMainFirst) return main_first;
  if (experiment == Experiment::kMainLast) return main_last;
  return further[experiment];
}

void to_json(nlohmann::json& json, const Observations& observations) {
  json = {{"target", observations.target},       {"config", Name(observations.config)},
          {"alone", observations.alone},         {"main_first", observations.main_first},
          {"main_last", observations.main_last}, {"needed", observations.needed}};
  for (const auto& [experiment, record] : observations.further) json[Key(experiment)] = record;
  for (const auto& [experiment, record] : observations.without)
    json["without"][Key(experiment)] = record;
}

void from_json(const nlohmann::json& json, Observations& observations) {
  json.at("target").get_to(observations.target);
  observations.config =
      ConfigFromName(json.at("config").get<std::string>()).value_or(InterpreterConfig::kLegacy);
  json.at("alone").get_to(observations.alone);
  json.at("main_first").get_to(observations.main_first);
  json.at("main_last").get_to(observations.main_last);
  if (json.contains("needed")) json.at("needed").get_to(observations.needed);
  for (const Experiment experiment : kAllExperiments) {
    if (experiment < Experiment::kFirstLoaderEnds) continue;
    const auto found = json.find(Key(experiment));
    if (found != json.end()) found->get_to(observations.further[experiment]);
    const auto without = json.find("without");
    if (without != json.end() && without->contains(Key(experiment)))
      without->at(Key(experiment)).get_to(observations.without[experiment]);
  }
}

}  // namespace isograde
