#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace isograde {

/// Whether this is the name of a kind of observation, and the data can be read as one: what comes
/// out of a child is whatever the module in it wrote. Known are the kinds that are sent or read
/// anywhere (Channel::Observe, Record::All).
bool IsObservation(std::string_view name, const nlohmann::json& data);

namespace internal {

bool AddObservationKind(const char* name, bool (*reads)(const nlohmann::json&));

template <typename T>
bool Reads(const nlohmann::json& data) {
  try {
    static_cast<void>(data.get<T>());
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

/// Whoever names it has the kind registered before anything is run.
template <typename T>
inline const bool kIsRegistered = AddObservationKind(T::kName, Reads<T>);

}  // namespace internal
}  // namespace isograde
