#include "target/recipe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>

#include "base/error.h"
#include "base/toml_reader.h"
#include "interpreter/cpython_api.h"

namespace isograde {

namespace {

using std::string_view_literals::operator""sv;

constexpr auto kLevels = {"process"sv, "runtime"sv, "interpreter"sv,
                          "thread"sv,  "context"sv, "module"sv};
constexpr auto kCurrentLevels = {"thread"sv, "context"sv, "process"sv};

/// A TOML file whose tables hold for some CPythons.
class Reader : public TomlReader {
 public:
  /// Notes in `recipe` where its calls stand.
  Reader(const std::string& path, Recipe& recipe) : TomlReader("recipe", path), recipe_(recipe) {}

  /// A piece of Python.
  std::string Code(const toml::table& table, const char* key) const {
    return Noted(table, key, Required(table, key));
  }
  std::string OptionalCode(const toml::table& table, const char* key) const {
    return Noted(table, key, Optional(table, key));
  }

  std::string Level(const toml::table& table, std::initializer_list<std::string_view> known) const {
    std::string level = Required(table, "level");
    if (std::find(known.begin(), known.end(), level) == known.end())
      Wrong(*table.get("level"),
            fmt::format("`level` is one of {}, not \"{}\"", fmt::join(known, ", "), level));
    return level;
  }

  /// How what a call gives is compared.
  bool IsByValue(const toml::table& table) const {
    const std::string compare = Optional(table, "compare");
    if (compare.empty() || compare == "value") return true;
    if (compare != "class")
      Wrong(*table.get("compare"),
            fmt::format("`compare` is \"value\" or \"class\", not \"{}\"", compare));
    return false;
  }

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
    return HoldsHere(*table) ? Code(*table, "call") : "";
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
  std::string Noted(const toml::table& table, const char* key, std::string code) const {
    if (!code.empty()) recipe_.lines.emplace(code, LineOf(table, key));
    return code;
  }

  std::pair<int, int> Version(const toml::table& table, const char* key,
                              std::pair<int, int> otherwise) const {
    const std::string text = Optional(table, key);
    if (text.empty()) return otherwise;
    std::pair<int, int> version;
    if (std::sscanf(text.c_str(), "%d.%d", &version.first, &version.second) != 2)
      Wrong(table, fmt::format("`{}` wants a version such as \"3.12\", not \"{}\"", key, text));
    return version;
  }

  Recipe& recipe_;
};

// A distribution's name as PEP 503 compares it.
std::string Normalized(std::string_view name) {
  std::string normalized;
  for (const char letter : name) {
    const bool is_separator = letter == '-' || letter == '_' || letter == '.';
    if (is_separator && normalized.ends_with('-')) continue;
    normalized +=
        is_separator ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return normalized;
}

bool IsSpelling(const std::string& name, const std::string& distribution) {
  return !distribution.empty() && Normalized(name) == Normalized(distribution);
}

// The module that a recipe is for, as far as that can be read.
std::string ModuleIn(const std::string& path) {
  try {
    Recipe ignored;
    const Reader reader(path, ignored);
    return reader.Optional(reader.Parse(), "module");
  } catch (const UsageError&) {
    return {};
  }
}

}  // namespace

std::vector<std::string> Recipe::uses() const {
  std::vector<std::string> calls = accepts;
  for (const Decline& decline : declines) {
    const auto is_it = [&](const auto& raise) { return raise.call == decline.call; };
    if (std::find(calls.begin(), calls.end(), decline.call) == calls.end() &&
        std::none_of(raises.begin(), raises.end(), is_it) && decline.call != exercise &&
        decline.call != callback)
      calls.push_back(decline.call);
  }
  if (!exercise.empty()) calls.push_back(exercise);
  return calls;
}

const Recipe::Decline* Recipe::DeclineIn(const std::string& code) const {
  const auto found = std::find_if(declines.begin(), declines.end(), [&](const Decline& decline) {
    return code.find(decline.call) != std::string::npos;
  });
  return found == declines.end() ? nullptr : &*found;
}

int Recipe::LineOf(const std::string& code) const {
  const auto found = lines.find(code);
  return found == lines.end() ? 0 : found->second;
}

void Recipe::DropCalls() {
  setup.clear();
  raises.clear();
  accepts.clear();
  declines.clear();
  current.clear();
  callback.clear();
  exercise.clear();
  found.clear();
}

Recipe ReadRecipe(const std::string& path) {
  Recipe recipe;
  const Reader reader(path, recipe);
  const toml::table root = reader.Parse();
  recipe.module = reader.Required(root, "module");
  recipe.file = path;
  reader.Allow(root, {"module", "setup", "since", "until", "raises", "accepts", "declines",
                      "exercise", "callback", "purposeful", "current", "calls", "expected"});
  if (!reader.HoldsHere(root)) return recipe;
  recipe.setup = reader.OptionalCode(root, "setup");
  const auto raising_keys = {"call"sv, "exception"sv, "since"sv, "until"sv};
  reader.EachHere(root, "raises", raising_keys, [&](const toml::table& table) {
    recipe.raises.push_back({reader.Required(table, "exception"), reader.Code(table, "call")});
  });
  reader.EachHere(root, "declines", raising_keys, [&](const toml::table& table) {
    recipe.declines.push_back({reader.Code(table, "call"), reader.Required(table, "exception")});
  });
  reader.EachHere(root, "accepts", {"call", "since", "until"}, [&](const toml::table& table) {
    recipe.accepts.push_back(reader.Code(table, "call"));
  });
  const auto purpose_keys = {"level"sv, "what"sv, "reason"sv, "items"sv, "since"sv, "until"sv};
  reader.EachHere(root, "purposeful", purpose_keys, [&](const toml::table& table) {
    recipe.purposes.push_back({reader.Level(table, kLevels), reader.Required(table, "what"),
                               reader.Required(table, "reason"), reader.Texts(table, "items")});
  });
  reader.EachHere(
      root, "current", {"level", "set", "seen", "since", "until"}, [&](const toml::table& table) {
        recipe.current.push_back({reader.Level(table, kCurrentLevels), reader.Code(table, "set"),
                                  reader.Code(table, "seen")});
      });
  reader.EachHere(root, "calls", {"call", "needs", "compare", "since", "until"},
                  [&](const toml::table& table) {
                    recipe.found.push_back({.call = reader.Code(table, "call"),
                                            .needs = reader.Texts(table, "needs"),
                                            .by_value = reader.IsByValue(table)});
                  });
  recipe.exercise = reader.CallOf(root, "exercise");
  recipe.callback = reader.CallOf(root, "callback");
  return recipe;
}

RecipeBook::RecipeBook(std::string folder, const std::vector<std::string>& files)
    : folder_(std::move(folder)) {
  for (const std::string& file : files) {
    Recipe recipe = Read(file);
    if (!recipe.module.empty()) given_.insert_or_assign(recipe.module, std::move(recipe));
  }
}

Recipe RecipeBook::Read(const std::string& path) const {
  Recipe recipe;
  RecipeFault fault{.file = path};
  try {
    return ReadRecipe(path);
  } catch (const TomlError& error) {
    recipe.module = fault.module = ModuleIn(path);
    fault.line = error.line();
    fault.text = error.sentence();
  } catch (const UsageError& error) {
    fault.text = error.what();
  }
  recipe.file = path;
  recipe.faults = {fault};
  problems_.push_back(std::move(fault));
  return recipe;
}

Recipe RecipeBook::For(const std::string& module) const {
  if (const auto given = given_.find(module); given != given_.end()) return given->second;
  const auto [entry, is_new] = own_.try_emplace(module);
  const std::string path = folder_ + "/" + module + ".toml";
  std::error_code ignored;
  if (is_new && std::filesystem::exists(path, ignored)) entry->second = Read(path);
  return entry->second;
}

Recipe RecipeBook::For(const Target& target) const {
  if (const auto taken = taken_.find(target.name); taken != taken_.end()) return taken->second;
  std::vector<std::string> names = {target.name};
  for (const auto& [module, recipe] : given_) {
    if (IsSpelling(module, target.distribution)) names.push_back(module);
  }
  for (const std::string& root : RootsOf(target)) names.push_back(root);
  for (const Target& member : LoadedMembers(target)) names.push_back(member.name);
  Recipe recipe;
  for (const std::string& name : names) {
    recipe = For(name);
    if (recipe.CallsFunctions() || !recipe.purposes.empty() || !recipe.faults.empty()) break;
  }
  return recipe;
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
  return !raises.empty() || !uses().empty() || !callback.empty() || !found.empty();
}

}  // namespace isograde
