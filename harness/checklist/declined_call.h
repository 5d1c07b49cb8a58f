#pragma once

#include <string>
#include <vector>

#include "checklist/observations.h"

namespace isograde {

/// What became, in further interpreters, of a call that these are documented to decline
/// (Recipe::Decline).
struct DocumentedCall {
  std::string call;
  std::string exception;                 ///< that they are documented to raise
  std::vector<int> declined_in{};        ///< interpreters, in ascending order
  std::vector<int> works_in{};           ///< where it came out as in main
  std::vector<std::string> otherwise{};  ///< what else it did, a sentence each
  std::vector<int> otherwise_in{};       ///< where, for each sentence

  /// As documented, in each of them and each time.
  bool IsDeclined() const { return !declined_in.empty() && works_in.empty() && otherwise.empty(); }
};

/// Of one config: both orders of import taken together.
std::vector<DocumentedCall> DocumentedCalls(const Observations& seen);
/// Whether, in one experiment, every such call was declined in every further interpreter, and there
/// was one.
bool DeclinesAllDocumented(const Record& record);

/// "declines, as documented: `module.f()` raises RuntimeError in interpreters 1, 2".
std::string DeclinedText(const std::string& call, const std::string& exception,
                         const std::vector<int>& interpreters);

}  // namespace isograde
