#pragma once

#include <string>
#include <vector>

namespace isograde {

/// A known failure that somebody lives with, and why.
struct Acceptance {
  std::string target;      ///< glob over import names
  std::string check;       ///< glob over check ids
  std::string config;      ///< glob over configs
  std::string variable{};  ///< glob over names of static variables; empty: whatever it is about
  std::string reason{};
  std::string until{};  ///< the last day on which it holds, ISO 8601; empty: no end
  int line = 0;         ///< in its file

  bool Covers(const std::string& target_name, const std::string& check_id,
              const std::string& config_name) const;
  /// Of something that a failure is about (SubjectOf).
  bool CoversVariable(const std::string& subject) const;
  /// `today`: ISO 8601.
  bool HasExpired(const std::string& today) const { return !until.empty() && until < today; }
};

/// From a TOML file:
///
///   [[accepted]]
///   target = "_csv"
///   check = "identity/*"
///   config = "legacy"                  # optional
///   variable = "error_obj"             # optional: nothing else that the check finds
///   reason = "ported in the next release: issue 12"
///   until = 2027-01-31                 # optional
///
/// Throws UsageError: file, line, sentence.
std::vector<Acceptance> ReadAcceptances(const std::string& path);

}  // namespace isograde
