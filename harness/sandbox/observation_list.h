#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace isograde {

/// What a child observed, in order; in JSON [{"observation": name, "data": ...}], with "of" of
/// those of a part (Channel::About). Copies share what they hold, which nobody changes: a
/// distribution's observations are megabytes, of which each of its members has a view of its own.
class ObservationList {
 public:
  struct Entry {
    std::string name;
    std::string of;  ///< empty: of the whole
    nlohmann::json data;
  };
  using Shared = std::shared_ptr<const Entry>;

  void Add(Shared entry) { entries_.push_back(std::move(entry)); }
  void Add(std::string name, nlohmann::json data, std::string of = {}) {
    Add(std::make_shared<const Entry>(Entry{std::move(name), std::move(of), std::move(data)}));
  }
  /// As a child sends it. Throws nlohmann's exceptions for what is no observation.
  void AddJson(nlohmann::json&& json);

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

 private:
  std::vector<Shared> entries_;
};
void to_json(nlohmann::json& json, const ObservationList& list);
void from_json(const nlohmann::json& json, ObservationList& list);

}  // namespace isograde
