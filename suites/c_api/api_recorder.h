#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/finding.h"
#include "checklist/observations.h"
#include "checklist/subject.h"
#include "elf/imported_symbol.h"
#include "evidence/static_storage.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

namespace stages {
inline constexpr Stage kCApi{
    .id = "c-api", .words = "reading which functions of CPython it uses", .optional = true};
}  // namespace stages

/// What the target's libraries want of CPython, by their undefined symbols.
struct ApiUse {
  static constexpr const char* kName = "c-api";
  struct Library {
    std::string path;
    std::vector<ImportedSymbol> symbols{};  ///< of the runtime only; where the library holds other
                                            ///< modules too, the target's alone
    std::string whole_because;              ///< why all of its symbols are told all the same
    std::string problem;                    ///< why they could not be read
  };
  std::vector<Library> libraries{};
  /// 3.12 and newer: PyGILState_Ensure finds the thread state that is attached, of whichever
  /// interpreter, and only attaches a thread that has none to main.
  bool gilstate_finds_interpreter = false;
};
ISOGRADE_JSON(ApiUse::Library);
ISOGRADE_JSON(ApiUse);

/// Reads the symbols of the target's libraries: its own file, and what its package brings along
/// that is no extension module. To be made before the target's first import; the subject must
/// outlive it.
class ApiRecorder {
 public:
  /// `wanted`: false for one that does nothing.
  ApiRecorder(const Subject& subject, bool wanted, Channel& channel);

  /// After the target was imported in the seat's interpreter. Sends an ApiUse.
  void Tell(const Seat& seat);

 private:
  Channel& channel_;
  const Target& target_;
  std::optional<StaticStorage> storage_;
};

/// Why nothing can be said of a target's use of the C API; empty: something can.
std::string NoApiUse(const Observations& seen);

/// The use of functions whose names begin with `prefix`: "PyState_FindModule, called by Origin and
/// Exec of x.so", a row for each function and library.
std::vector<Evidence> UsesOf(const ApiUse& use, std::string_view prefix);

}  // namespace isograde
