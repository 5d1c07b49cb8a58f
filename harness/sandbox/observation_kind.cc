#include "sandbox/observation_kind.h"

#include <map>

namespace isograde {
namespace {

using Reader = bool (*)(const nlohmann::json&);

std::map<std::string_view, Reader>& Kinds() {
  static std::map<std::string_view, Reader> kinds;
  return kinds;
}

}  // namespace

bool IsObservation(std::string_view name, const nlohmann::json& data) {
  const auto found = Kinds().find(name);
  return found != Kinds().end() && found->second(data);
}

bool internal::AddObservationKind(const char* name, Reader reads) {
  Kinds().emplace(name, reads);
  return true;
}

}  // namespace isograde
