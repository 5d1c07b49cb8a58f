#include "target/example.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>
#include <vector>

#include "base/toml.h"

namespace isograde {
namespace {

namespace fs = std::filesystem;

std::string TextOfFile(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The one source file of the module in a folder that is named as it is.
Example::Module ModuleIn(const fs::path& folder) {
  const std::string name = folder.filename().string();
  for (const char* const suffix : {".c", ".cc"}) {
    const fs::path path = folder / (name + suffix);
    if (fs::exists(path)) return {name, TextOfFile(path)};
  }
  return {};
}

// Whether its source file is all that a module is built of: what is wrong may stand in another one.
bool IsAlone(const fs::path& folder) {
  const auto is_other = [&](const fs::directory_entry& entry) {
    return entry.path().stem() != folder.filename();
  };
  return std::none_of(fs::directory_iterator(folder), fs::directory_iterator(), is_other);
}

// What the module in a folder is expected to fail, and what repairs it.
struct Expected {
  std::vector<std::string> fails;  // ids of checks
  std::string repaired;            // a module
};

Expected ExpectedOf(const fs::path& folder) {
  const std::string name = folder.filename().string();
  const toml::parse_result table = toml::parse(TextOfFile(folder / (name + ".toml")));
  Expected expected{.fails = {},
                    .repaired = table["expected"]["repaired"].value_or(name + "_repaired")};
  if (const toml::array* ids = table["expected"]["fails"].as_array()) {
    for (const toml::node& id : *ids) expected.fails.push_back(id.value_or(std::string()));
  }
  return expected;
}

}  // namespace

std::optional<Example> ExampleOf(const std::string& check, const std::string& folder) {
  std::optional<Example> best;
  std::tuple<bool, bool, bool, bool, std::size_t, std::size_t> best_rank;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::path(folder) / "violating", none)) {
    const auto [fails, twin] = ExpectedOf(entry.path());
    if (std::find(fails.begin(), fails.end(), check) == fails.end()) continue;
    Example example{.before = ModuleIn(entry.path()), .after = {}};
    if (example.before.source.empty()) continue;
    for (const char* const kind : {"conforming", "violating"}) {
      if (example.after.source.empty()) example.after = ModuleIn(fs::path(folder) / kind / twin);
    }
    const bool is_cpp = fs::exists(entry.path() / (example.before.name + ".cc"));
    // Some twins are little more than a macro that they share.
    const bool is_whole = example.after.source.find("PyModuleDef ") != std::string::npos;
    const std::tuple rank(example.after.source.empty(), !is_whole, !IsAlone(entry.path()), is_cpp,
                          fails.size(), example.before.source.size() + example.after.source.size());
    if (best && best_rank <= rank) continue;
    best = std::move(example);
    best_rank = rank;
  }
  return best;
}

}  // namespace isograde
