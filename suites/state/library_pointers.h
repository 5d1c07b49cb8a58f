#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "suites/state/static_changes.h"

namespace isograde {

/// A word of another library, or of CPython, that has come to point into the target's.
struct LibraryPointer {
  std::string library;         ///< path of the one that the word is in
  std::string target_library;  ///< path of the one that it points into
  std::string points_to;       ///< "a function of m.so", "StandStill of m.so"
  StaticVariable variable{};   ///< that the word is, or is a part of; without a name: not known
};
ISOGRADE_JSON(LibraryPointer);

/// Those that came while one interpreter was at work.
struct LibraryPointers {
  static constexpr const char* kName = "library-pointers";
  StaticPhase phase = StaticPhase::kImport;
  int interpreter = 0;
  std::string call{};  ///< that brought it about, where that is known
  std::vector<LibraryPointer> words{};
};
ISOGRADE_JSON(LibraryPointers);

/// What a C function gave in another interpreter, whose entry the target has exchanged.
struct ExchangedCall {
  static constexpr const char* kName = "exchanged-call";
  int interpreter = 0;  ///< that called it
  int exchanged_by = 0;
  std::string function;  ///< "time.time"
  std::string call{};    ///< of the target, that exchanged it
  std::string before;    ///< what it gave, or "raised ..."
  std::string after;
  bool differs = false;  ///< by more than two calls in a row did before
};
ISOGRADE_JSON(ExchangedCall);

}  // namespace isograde
