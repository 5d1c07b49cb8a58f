#pragma once

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json_name.h"

namespace isograde {

/// A value in a report, which knows where it stands: "targets[3].grade". What is asked of it and is
/// not there, or of another kind, throws UsageError with file and place. Valid as long as the JSON.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& json, std::string file, std::string place = {})
      : json_(json), file_(std::move(file)), place_(std::move(place)) {}

  bool Has(const char* key) const { return Object().contains(key); }

  JsonNode At(const char* key) const {
    const auto found = Object().find(key);
    if (found == json_.end()) throw Trouble(Place(key) + " is missing");
    return {*found, file_, Place(key)};
  }

  std::string Text() const {
    if (!json_.is_string()) throw Trouble(place_ + " is no string");
    return json_.get<std::string>();
  }
  std::string TextAt(const char* key) const { return At(key).Text(); }
  std::string OptionalTextAt(const char* key) const { return Has(key) ? TextAt(key) : ""; }

  bool FlagAt(const char* key) const {
    const JsonNode node = At(key);
    if (!node.json_.is_boolean()) throw Trouble(node.place_ + " is neither true nor false");
    return node.json_.get<bool>();
  }

  template <typename Value>
  Value Number() const {
    bool fits = json_.is_number();
    if constexpr (std::is_integral_v<Value>)
      fits = json_.is_number_integer() && std::in_range<Value>(json_.get<std::int64_t>());
    if (!fits) throw Trouble(place_ + " is no number of that kind");
    return json_.get<Value>();
  }
  template <typename Value>
  Value NumberAt(const char* key) const {
    return At(key).Number<Value>();
  }

  /// One of an enumeration's names.
  template <typename Enumerator>
  Enumerator EnumeratorAt(const char* key) const {
    const JsonNode node = At(key);
    const std::string text = node.Text();
    const auto value = node.json_.get<Enumerator>();
    // For a name that it does not know the library gives the first enumerator.
    if (JsonName(value) != text)
      throw Trouble(fmt::format("{} is `{}`, which it cannot be", node.place_, text));
    return value;
  }

  std::vector<JsonNode> ListAt(const char* key) const {
    const JsonNode node = At(key);
    if (!node.json_.is_array()) throw Trouble(node.place_ + " is no list");
    std::vector<JsonNode> all;
    for (std::size_t i = 0; i < node.json_.size(); ++i)
      all.emplace_back(node.json_[i], file_, fmt::format("{}[{}]", node.place_, i));
    return all;
  }

  std::map<std::string, std::string> TextsAt(const char* key) const {
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : At(key).Items()) texts[name] = value.Text();
    return texts;
  }

  std::vector<std::pair<std::string, JsonNode>> Items() const {
    std::vector<std::pair<std::string, JsonNode>> all;
    for (const auto& [name, value] : Object().items())
      all.emplace_back(name, JsonNode(value, file_, Place(name)));
    return all;
  }

  /// A list of strings; none where the key is not there.
  std::vector<std::string> OptionalTextsAt(const char* key) const {
    std::vector<std::string> texts;
    if (!Has(key)) return texts;
    for (const JsonNode& one : ListAt(key)) texts.push_back(one.Text());
    return texts;
  }

  UsageError Trouble(const std::string& what) const {
    return UsageError(fmt::format("{} is no isograde report: {}", file_, what));
  }

 private:
  const nlohmann::json& Object() const {
    if (!json_.is_object()) throw Trouble((place_.empty() ? "its JSON" : place_) + " is no object");
    return json_;
  }
  std::string Place(const std::string& key) const {
    return place_.empty() ? key : place_ + "." + key;
  }

  const nlohmann::json& json_;
  std::string file_, place_;
};

}  // namespace isograde
