#include "target/recipe.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <toml++/toml.h>

#include "error.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

bool HoldsHere(const toml::table& table) {
  const auto read = [](const std::string& text, int& major, int& minor) {
    return std::sscanf(text.c_str(), "%d.%d", &major, &minor) == 2;
  };
  int major = 0, minor = 0;
  if (const auto since = table["since"].value<std::string>(); since && read(*since, major, minor)) {
    if (!cpython::AtLeast(major, minor)) return false;
  }
  if (const auto until = table["until"].value<std::string>(); until && read(*until, major, minor)) {
    if (cpython::AtLeast(major, minor + 1)) return false;
  }
  return true;
}

class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  std::string Required(const toml::table& table, const char* key) const {
    const auto value = table[key].value<std::string>();
    if (!value || value->empty()) {
      throw UsageError(fmt::format("recipe {}:{}: `{}` is missing or no string", path_, table.source().begin.line, key));
    }
    return *value;
  }

  template <typename Function>
  void Each(const toml::table& root, const char* key, Function&& function) const {
    const toml::node* node = root.get(key);
    if (!node) return;
    const toml::array* tables = node->as_array();
    if (!tables) throw UsageError(fmt::format("recipe {}: write `[[{}]]`, a list of tables", path_, key));
    for (const toml::node& entry : *tables) {
      const toml::table* table = entry.as_table();
      if (!table) throw UsageError(fmt::format("recipe {}: write `[[{}]]`, a list of tables", path_, key));
      if (HoldsHere(*table)) function(*table);
    }
  }

 private:
  std::string path_;
};

}  // namespace

Recipe ReadRecipe(const std::string& path) {
  toml::table root;
  try {
    root = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("recipe {}:{}: {}", path, error.source().begin.line, error.description()));
  }
  const Reader reader(path);
  Recipe recipe;
  recipe.module = reader.Required(root, "module");
  recipe.file = path;
  if (!HoldsHere(root)) return recipe;
  recipe.setup = root["setup"].value_or(std::string());
  reader.Each(root, "raises", [&](const toml::table& table) {
    recipe.raises.push_back({reader.Required(table, "exception"), reader.Required(table, "call")});
  });
  reader.Each(root, "accepts", [&](const toml::table& table) { recipe.accepts.push_back(reader.Required(table, "call")); });
  if (const toml::table* exercise = root["exercise"].as_table(); exercise && HoldsHere(*exercise)) {
    recipe.exercise = reader.Required(*exercise, "call");
  }
  return recipe;
}

RecipeBook::RecipeBook(std::string folder, const std::vector<std::string>& files) : folder_(std::move(folder)) {
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
