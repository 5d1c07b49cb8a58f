#include "target/recipe.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/toml_reader.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

using std::string_view_literals::operator""sv;

/// A TOML file whose tables hold for some CPythons.
class Reader : public TomlReader {
 public:
  explicit Reader(const std::string& path) : TomlReader("recipe", path) {}

  /// Whether `since` and `until` (inclusive) let the hosting CPython in.
  bool HoldsHere(const toml::table& table) const {
    const auto [since_major, since_minor] = Version(table, "since", {0, 0});
    const auto [until_major, until_minor] = Version(table, "until", {99, 0});
    return cpython::AtLeast(since_major, since_minor) &&
           !cpython::AtLeast(until_major, until_minor + 1);
  }

  /// The call of a table that holds here; empty where there is none.
  std::string CallOf(const toml::table& root, const char* key) const {
    const toml::table* const table = Table(root, key);
    if (!table) return {};
    Allow(*table, {"call", "since", "until"});
    return HoldsHere(*table) ? Required(*table, "call") : "";
  }

  template <typename Function>
  void EachHere(const toml::table& root, const char* key,
                std::initializer_list<std::string_view> keys, Function&& function) const {
    Each(root, key, [&](const toml::table& table) {
      Allow(table, keys);
      if (HoldsHere(table)) function(table);
    });
  }

 private:
  std::pair<int, int> Version(const toml::table& table, const char* key,
                              std::pair<int, int> otherwise) const {
    const std::string text = Optional(table, key);
    if (text.empty()) return otherwise;
    std::pair<int, int> version;
    if (std::sscanf(text.c_str(), "%d.%d", &version.first, &version.second) != 2)
      Wrong(table, fmt::format("`{}` wants a version such as \"3.12\", not \"{}\"", key, text));
    return version;
  }
};

}  // namespace

std::vector<std::string> Recipe::uses() const {
  std::vector<std::string> calls = accepts;
  if (!exercise.empty()) calls.push_back(exercise);
  return calls;
}

Recipe ReadRecipe(const std::string& path) {
  const Reader reader(path);
  const toml::table root = reader.Parse();
  Recipe recipe;
  recipe.module = reader.Required(root, "module");
  recipe.file = path;
  reader.Allow(root, {"module", "setup", "since", "until", "raises", "accepts", "exercise",
                      "callback", "purposeful", "current", "expected"});
  if (!reader.HoldsHere(root)) return recipe;
  recipe.setup = reader.Optional(root, "setup");
  reader.EachHere(root, "raises", {"call", "exception", "since", "until"},
                  [&](const toml::table& table) {
                    recipe.raises.push_back(
                        {reader.Required(table, "exception"), reader.Required(table, "call")});
                  });
  reader.EachHere(root, "accepts", {"call", "since", "until"}, [&](const toml::table& table) {
    recipe.accepts.push_back(reader.Required(table, "call"));
  });
  const auto purpose_keys = {"level"sv, "what"sv, "reason"sv, "items"sv, "since"sv, "until"sv};
  reader.EachHere(root, "purposeful", purpose_keys, [&](const toml::table& table) {
    recipe.purposes.push_back({reader.Required(table, "level"), reader.Required(table, "what"),
                               reader.Required(table, "reason"), reader.Texts(table, "items")});
  });
  reader.EachHere(
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

std::vector<const Recipe*> RecipeBook::ForNoneOf(const std::vector<std::string>& modules) const {
  std::vector<const Recipe*> unused;
  for (const auto& [module, recipe] : given_) {
    if (std::find(modules.begin(), modules.end(), module) == modules.end())
      unused.push_back(&recipe);
  }
  return unused;
}

bool Recipe::CallsFunctions() const {
  return !raises.empty() || !accepts.empty() || !exercise.empty() || !callback.empty();
}

}  // namespace isograde
