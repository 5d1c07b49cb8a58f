#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/style.h"
#include "report/summary.h"
#include "target/installed.h"

namespace isograde {

inline constexpr const char* kEnvironmentSchema = "isograde/env/1";

/// The distributions of an environment, those of interest graded.
struct Environment {
  std::vector<Installed> installed;  ///< all of them
  std::vector<Summary> graded;       ///< in order of their names
  Report run;                        ///< of which CPython, when, at what cost; without targets

  /// Distributions that keep one from being used: by name, sorted.
  std::vector<std::string> BlockersOf(const Summary& summary) const;
  /// Those that may not be used in interpreters of a kind (a config's name), by name.
  std::vector<std::string> UnusableIn(const std::string& config) const;
  /// Of one without extension modules, the distributions that it requires, or that these do, and
  /// that cannot be used in interpreters of that kind: by name, sorted.
  std::vector<std::string> Missed(const Installed& one, const std::string& config) const;
  std::vector<std::string> Unextended() const;  ///< names of those without extension modules
  std::vector<const Installed*> Unreadable() const;
};

/// After the schema `isograde/env/1`.
nlohmann::json ToJson(const Environment& environment);

/// Names of the configs that the uses are of.
std::vector<std::string> UsedIn(const Environment& environment);
/// The last of them; empty: there are none.
std::string MostIsolated(const Environment& environment);
/// "Cython, by hand".
std::string GeneratorText(const Summary& summary);
/// Why it cannot be used as in main, of the most isolated kind in which that is so; may be empty.
std::string FirstReason(const Summary& summary);

/// A table for people, a line for each distribution; its parts, for who tells them as they come.
class EnvironmentText {
 public:
  /// `environment` must outlive it; what is installed is known. `configs`: columns, by name.
  EnvironmentText(const Environment& environment, std::vector<std::string> configs,
                  std::size_t width, const Style& style);
  std::string Head() const;
  std::string LineOf(const Summary& summary) const;
  std::string End() const;

 private:
  const Environment& environment_;
  std::vector<std::string> configs_;
  std::size_t width_;
  Style style_;
  std::size_t name_width_ = 0;
};

std::string ToText(const Environment& environment, std::size_t width, const Style& style);
std::string ToMarkdown(const Environment& environment);
/// A page of its own, without scripts.
std::string ToHtml(const Environment& environment);

}  // namespace isograde
