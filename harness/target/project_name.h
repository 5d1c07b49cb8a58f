#pragma once

#include <string>

namespace isograde {

/// The nearest pyproject.toml at or above a folder; empty where there is none.
std::string NearestProjectFile(const std::string& folder);

/// What a project is called, which is what its distribution is called once it is installed.
struct ProjectName {
  std::string file;     ///< its pyproject.toml
  std::string name;     ///< empty: there is a problem
  std::string problem;  ///< a sentence
};

/// Of the project that a folder is in: `name` of [project], or of what Poetry and Flit had before
/// PEP 621, or of the setup.cfg beside it.
ProjectName ProjectNameAt(const std::string& folder);

}  // namespace isograde
