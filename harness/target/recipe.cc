#include "target/recipe.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "error.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

using std::string_view_literals::operator""sv;

class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  /// Whether `since` and `until` (inclusive) let the hosting CPython in.
  bool HoldsHere(const toml::table& table) const {
    const auto [since_major, since_minor] = Version(table, "since", {0, 0});
    const auto [until_major, until_minor] = Version(table, "until", {99, 0});
    return cpython::AtLeast(since_major, since_minor) &&
           !cpython::AtLeast(until_major, until_minor + 1);
  }

  std::string Optional(const toml::table& table, const char* key) const {
    const toml::node* node = table.get(key);
    if (!node) return {};
    if (!node->is_string())
      throw UsageError(
          fmt::format("recipe {}:{}: `{}` is no string", path_, node->source().begin.line, key));
    return *node->value<std::string>();
  }

  void Allow(const toml::table& table, std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : table) {
      if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
      throw UsageError(fmt::format("recipe {}:{}: `{}` is nothing that a recipe has here", path_,
                                   node.source().begin.line, key.str()));
    }
  }

  std::string Required(const toml::table& table, const char* key) const {
    const auto value = table[key].value<std::string>();
    if (!value || value->empty()) {
      throw UsageError(fmt::format("recipe {}:{}: `{}` is missing or no string", path_,
                                   table.source().begin.line, key));
    }
    return *value;
  }

  /// A list of strings; empty where there is none.
  std::vector<std::string> Texts(const toml::table& table, const char* key) const {
    const toml::node* const node = table.get(key);
    if (!node) return {};
    std::vector<std::string> texts;
    if (const toml::array* const list = node->as_array()) {
      for (const toml::node& entry : *list) {
        if (const auto text = entry.value<std::string>()) texts.push_back(*text);
      }
      if (texts.size() == list->size()) return texts;
    }
    throw UsageError(fmt::format("recipe {}:{}: `{}` is no list of strings", path_,
                                 node->source().begin.line, key));
  }

  /// The call of a table that holds here; empty where there is none.
  std::string CallOf(const toml::table& root, const char* key) const {
    const toml::node* node = root.get(key);
    if (!node) return {};
    const toml::table* table = node->as_table();
    if (!table)
      throw UsageError(fmt::format("recipe {}:{}: write `[{}]`, a table", path_,
                                   node->source().begin.line, key));
    Allow(*table, {"call", "since", "until"});
    return HoldsHere(*table) ? Required(*table, "call") : "";
  }

  template <typename Function>
  void Each(const toml::table& root, const char* key, std::initializer_list<std::string_view> keys,
            Function&& function) const {
    const toml::node* node = root.get(key);
    if (!node) return;
    const toml::array* tables = node->as_array();
    if (!tables)
      throw UsageError(fmt::format("recipe {}: write `[[{}]]`, a list of tables", path_, key));
    for (const toml::node& entry : *tables) {
      const toml::table* table = entry.as_table();
      if (!table)
        throw UsageError(fmt::format("recipe {}: write `[[{}]]`, a list of tables", path_, key));
      Allow(*table, keys);
      if (HoldsHere(*table)) function(*table);
    }
  }

 private:
  std::pair<int, int> Version(const toml::table& table, const char* key,
                              std::pair<int, int> otherwise) const {
    const std::string text = Optional(table, key);
    if (text.empty()) return otherwise;
    std::pair<int, int> version;
    if (std::sscanf(text.c_str(), "%d.%d", &version.first, &version.second) != 2) {
      throw UsageError(
          fmt::format("recipe {}:{}: `{}` wants a version such as \"3.12\", not \"{}\"", path_,
                      table.source().begin.line, key, text));
    }
    return version;
  }

  std::string path_;
};

}  // namespace

std::vector<std::string> Recipe::uses() const {
  std::vector<std::string> calls = accepts;
  if (!exercise.empty()) calls.push_back(exercise);
  return calls;
}

Recipe ReadRecipe(const std::string& path) {
  toml::table root;
  try {
    root = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw UsageError(
        fmt::format("recipe {}:{}: {}", path, error.source().begin.line, error.description()));
  }
  const Reader reader(path);
  Recipe recipe;
  recipe.module = reader.Required(root, "module");
  recipe.file = path;
  reader.Allow(root, {"module", "setup", "since", "until", "raises", "accepts", "exercise",
                      "callback", "purposeful", "current", "expected"});
  if (!reader.HoldsHere(root)) return recipe;
  recipe.setup = reader.Optional(root, "setup");
  reader.Each(root, "raises", {"call", "exception", "since", "until"},
              [&](const toml::table& table) {
                recipe.raises.push_back(
                    {reader.Required(table, "exception"), reader.Required(table, "call")});
              });
  reader.Each(root, "accepts", {"call", "since", "until"}, [&](const toml::table& table) {
    recipe.accepts.push_back(reader.Required(table, "call"));
  });
  const auto purpose_keys = {"level"sv, "what"sv, "reason"sv, "items"sv, "since"sv, "until"sv};
  reader.Each(root, "purposeful", purpose_keys, [&](const toml::table& table) {
    recipe.purposes.push_back({reader.Required(table, "level"), reader.Required(table, "what"),
                               reader.Required(table, "reason"), reader.Texts(table, "items")});
  });
  reader.Each(
      root, "current", {"level", "set", "seen", "since", "until"}, [&](const toml::table& table) {
        recipe.current.push_back({reader.Required(table, "level"), reader.Required(table, "set"),
                                  reader.Required(table, "seen")});
      });
  recipe.exercise = reader.CallOf(root, "exercise");
  recipe.callback = reader.CallOf(root, "callback");
  return recipe;
}

RecipeBook::RecipeBook(std::string folder, const std::vector<std::string>& files)
    : folder_(std::move(folder)) {
  for (const std::string& file : files) {
    try {
      Recipe recipe = ReadRecipe(file);
      given_.insert_or_assign(recipe.module, std::move(recipe));
    } catch (const UsageError& error) {
      problems_.emplace_back(error.what());
    }
  }
}

Recipe RecipeBook::For(const std::string& module) const {
  if (const auto given = given_.find(module); given != given_.end()) return given->second;
  const std::string path = folder_ + "/" + module + ".toml";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  try {
    return ReadRecipe(path);
  } catch (const UsageError& error) {
    problems_.emplace_back(error.what());
    return {};
  }
}

}  // namespace isograde
