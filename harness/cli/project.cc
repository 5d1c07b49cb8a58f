#include "cli/project.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/toml_reader.h"
#include "checklist/grade.h"
#include "target/project_name.h"

namespace isograde {
namespace {

namespace fs = std::filesystem;

}  // namespace

Project FindProject(const std::string& folder) {
  const fs::path file = NearestProjectFile(folder);
  if (file.empty()) return {};
  const TomlReader reader("project", file.string());
  const toml::table root = reader.Parse();
  const toml::table* const tool = reader.Table(root, "tool");
  const toml::table* const table = tool ? reader.Table(*tool, "isograde") : nullptr;
  if (!table) return {};
  reader.Allow(*table, {"targets", "recipes", "threshold", "baseline", "accepted"});
  const auto whole = [&](const std::string& path) {
    return path.empty() ? path : (file.parent_path() / path).lexically_normal().string();
  };
  Project project{.file = file.string(),
                  .targets = reader.Texts(*table, "targets"),
                  .recipes = reader.Texts(*table, "recipes"),
                  .threshold = reader.Optional(*table, "threshold"),
                  .baseline = whole(reader.Optional(*table, "baseline")),
                  .accepted = whole(reader.Optional(*table, "accepted"))};
  for (std::string& recipe : project.recipes) recipe = whole(recipe);
  // F is below every threshold, and what is outside of the order is none.
  if (!project.threshold.empty() && Rank(project.threshold) <= Rank("F"))
    reader.Wrong(*table,
                 fmt::format("`threshold` is \"{}\": it is one of A, B, C, D", project.threshold));
  return project;
}

Project ProjectHere() { return FindProject(fs::current_path().string()); }

GradingOptions ForProject(GradingOptions options, const Project& project) {
  options.recipes.insert(options.recipes.begin(), project.recipes.begin(), project.recipes.end());
  return options;
}

}  // namespace isograde
