#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/child_pool.h"
#include "sandbox/record.h"
#include "store/entry.h"
#include "target/target.h"

namespace isograde {

/// Observations by what they rest on: of a target that is as it was, nothing is run again. What an
/// observation rests on (isograde/_contents.py), its contents, is stored beside it; what was
/// observed of other contents is never given out.
///
///     FOLDER/1/ab/abcdef0123456789.contents   the target, and what it rests on
///                                 .records    what was observed
///                                 .report     what was told of it
///
/// Whatever the state of its files, a store throws nothing: what cannot be read is run again, what
/// cannot be written is not kept (`problem`).
class Store {
 public:
  /// What is known of one name.
  struct Known {
    Target target;
    std::string token;   ///< of its contents
    std::string change;  ///< in a few words; empty: there is none
    bool holds() const { return !token.empty() && change.empty(); }
  };
  using Records = std::map<std::string, Record>;  ///< by the key of a schedule

  /// Keeps nothing, knows nothing.
  Store() = default;
  /// `folder`: absolute; need not be there.
  explicit Store(std::string folder);

  explicit operator bool() const { return !folder_.empty(); }
  const std::string& folder() const { return folder_; }

  /// Finds out what holds of what is known of these names, in a child of its own.
  void LookUp(ChildPool& pool, const std::vector<std::string>& names);
  /// nullptr: nothing is known of it.
  const Known* Find(const std::string& name) const;
  /// Whether what was looked up holds.
  bool Holds(const std::string& name) const;

  /// From now on, this is what the name is, and rests on (JSON of isograde._contents).
  void Begin(const std::string& name, const Target& target, const std::string& contents);

  /// `options`: whatever else decides what is observed. Empty where the name is not known.
  Records RecordsOf(const std::string& name, const std::string& options) const;
  /// Adds to what is kept. A crash with a frame of the target's own stays, whatever came after.
  void Keep(const std::string& name, const std::string& options, const Records& records);

  std::optional<nlohmann::json> ReportOf(const std::string& name, const std::string& options) const;
  /// What was told of that name with this build of CPython, in any environment, whether it still
  /// holds or not.
  std::vector<nlohmann::json> ReportsOf(const std::string& name) const;
  void KeepReport(const std::string& name, const std::string& options, const nlohmann::json& told);

  /// Why something could not be kept: one sentence; empty: everything was.
  const std::string& problem() const { return problem_; }

 private:
  std::string PathOf(const std::string& name, const char* kind) const;
  std::optional<Entry> Read(const std::string& name, const char* kind) const;
  void Write(const std::string& name, const char* kind, Entry entry);

  std::string folder_;
  std::string build_;     ///< of this CPython and this isograde
  std::string identity_;  ///< of these, and the environment
  std::map<std::string, Known> known_;
  std::string problem_;
};

/// Where a store is: `asked` ("": nothing was asked), ISOGRADE_STORE, `isograde/store` in the
/// user's cache. Empty: nowhere, or ISOGRADE_STORE is empty.
std::string StoreFolder(const std::string& asked);

}  // namespace isograde
