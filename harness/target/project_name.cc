#include "target/project_name.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/toml_reader.h"

namespace isograde {
namespace {

namespace fs = std::filesystem;

// `name` of the section [metadata], as setuptools reads it.
std::string NameInSetupCfg(const fs::path& file) {
  std::ifstream stream(file);
  bool is_inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("[")) is_inside = line.starts_with("[metadata]");
    const std::size_t sign = line.find_first_of("=:");
    if (!is_inside || sign == std::string::npos) continue;
    const auto trimmed = [](const std::string& text) {
      const std::size_t begin = text.find_first_not_of(" \t\r");
      if (begin == std::string::npos) return std::string();
      return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
    };
    // An indented line goes on with what the one before it says.
    if (trimmed(line.substr(0, sign)) == "name" && line[0] == 'n')
      return trimmed(line.substr(sign + 1));
  }
  return {};
}

std::string NameIn(const std::string& file) {
  const TomlReader reader("project", file);
  const toml::table root = reader.Parse();
  for (const auto& [keys, key] : {std::pair{"project", "name"},
                                  {"tool.poetry", "name"},
                                  {"tool.flit.metadata", "dist-name"},
                                  {"tool.flit.metadata", "module"}}) {
    const toml::table* const table = root.at_path(keys).as_table();
    const std::string name = table ? reader.Optional(*table, key) : "";
    if (!name.empty()) return name;
  }
  return NameInSetupCfg(fs::path(file).parent_path() / "setup.cfg");
}

}  // namespace

std::string NearestProjectFile(const std::string& folder) {
  std::error_code ignored;
  for (fs::path at = fs::absolute(folder, ignored).lexically_normal();; at = at.parent_path()) {
    if (fs::is_regular_file(at / "pyproject.toml", ignored))
      return (at / "pyproject.toml").string();
    if (at == at.root_path() || at.empty()) return {};
  }
}

ProjectName ProjectNameAt(const std::string& folder) {
  ProjectName project{.file = NearestProjectFile(folder)};
  if (project.file.empty()) {
    project.problem = fmt::format("`.` is no project: {} has no pyproject.toml, nor any above it",
                                  fs::absolute(folder).lexically_normal().string());
    return project;
  }
  try {
    project.name = NameIn(project.file);
  } catch (const UsageError& error) {
    project.problem = error.what();
    return project;
  }
  if (project.name.empty())
    project.problem = fmt::format(
        "`.` has no name: neither {} nor a setup.cfg beside it says `name`; name its distribution",
        project.file);
  return project;
}

}  // namespace isograde
