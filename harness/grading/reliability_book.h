#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "checklist/effort.h"
#include "checklist/experiment_id.h"
#include "checklist/reliability.h"
#include "interpreter/interpreter_config.h"

namespace isograde {

/// One line of a table: how an experiment went on one build of CPython. `with` holds everything for
/// which it is so: mostly all that never broke, tried at once.
struct TriedTogether {
  std::string config;  ///< "any": it does not depend on one
  std::string experiment;
  int interpreters = 0;
  int stress = 0;
  std::vector<std::string> with;  ///< as Reliability::with; of modules that are not the standard
                                  ///< library's with the identity of their file
  int tries = 0;
  std::vector<Breakdown> breakdowns;
};
ISOGRADE_JSON(TriedTogether);

/// How reliable experiments are on the hosting build of CPython: what comes with isograde for
/// CPythons that are known, by version, and what was tried here, kept by build in the user's cache
/// (XDG_CACHE_HOME, else ~/.cache, in `isograde`). Of both, what was tried here counts.
class ReliabilityBook {
 public:
  struct Place {
    std::string config;
    ExperimentId experiment;
  };

  /// An empty one, which keeps nothing.
  explicit ReliabilityBook(const Effort& effort) : effort_(effort) {}
  /// `tables`: folder of those that come with isograde; need not be there.
  ReliabilityBook(const std::string& tables, const Effort& effort);

  /// nullptr: it was not tried. `with`: as TriedTogether has it.
  const TriedTogether* Find(const Place& place, const std::string& with) const;
  /// Whether that was tried here.
  bool IsOfThisBuild(const Place& place, const std::string& with) const;
  void Add(const Place& place, TriedTogether tried);
  /// Writes what was added; where the cache cannot be written, nothing is kept.
  void Save() const;
  /// All that was tried here, for a table that is to come with isograde.
  std::vector<TriedTogether> TriedHere() const;

  /// File that is kept; empty: none.
  const std::string& file() const { return file_; }

 private:
  using Lines = std::map<std::string, TriedTogether>;  // by place and `with`

  std::string Key(const Place& place, const std::string& with) const;
  void Read(const std::vector<TriedTogether>& tried, Lines& lines) const;
  bool IsOfThisEffort(const TriedTogether& tried) const;

  Effort effort_;
  std::string build_;
  std::string file_;
  Lines known_, here_;
};

/// What is told apart in a table: a module's name where it comes with CPython, else name, size and
/// time of its file.
std::string IdentityOf(const std::string& module, const std::string& file);
/// A table, as it comes with isograde: JSON.
std::string TableOf(const std::vector<TriedTogether>& tried);
/// The name in an identity.
std::string NameIn(const std::string& identity);

}  // namespace isograde
