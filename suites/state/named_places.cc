#include "suites/state/named_places.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "sandbox/program.h"

namespace isograde {
namespace {

constexpr std::chrono::seconds kNamingLimit{20};

}  // namespace

StaticNames::Library NamedPlaces(const std::string& path, std::vector<StaticPlace> places) {
  StaticNames::Library library{.path = path};
  if (places.empty()) return library;
  if (places.size() > StaticNames::kMostNamed) places.resize(StaticNames::kMostNamed);
  const ProgramOutput output =
      OutputOf("isograde-elf", {"variables", path}, nlohmann::json(places).dump(), kNamingLimit);
  library.places = std::move(places);
  library.problem = output.problem;
  const nlohmann::json json = nlohmann::json::parse(output.text, nullptr, false);
  if (!json.is_object()) {
    if (library.problem.empty()) library.problem = "reading its symbols broke off";
    return library;
  }
  library.problem = json.value("problem", library.problem);
  if (json.contains("variables")) json["variables"].get_to(library.variables);
  return library;
}

}  // namespace isograde
