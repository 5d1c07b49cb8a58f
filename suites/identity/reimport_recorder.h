#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/observations.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/seat.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

namespace stages {
inline constexpr Stage kReimport{.id = "reimport",
                                 .words = "importing it again after deleting it from sys.modules"};
}  // namespace stages

/// An attribute that the module has in common with the one that was imported before it.
struct SurvivingAttribute {
  std::string name;
  std::string sort;  ///< "type", "exception", "function", "container"
  std::string address;
  std::string objection;  ///< why a new module may not have it; empty where it may (static types
                          ///< that the runtime manages)
};
ISOGRADE_JSON(SurvivingAttribute);

/// The talk's steps in one interpreter: delete the module from sys.modules, import it again.
struct Reimport {
  static constexpr const char* kName = "reimport";
  int interpreter = 0;
  RaisedException raised;    ///< by the second import; empty when it loaded
  bool same_module = false;  ///< the second import gave the very same module object
  int compared = 0;  ///< types, exceptions, functions and containers under the same name in both
  int types_shared = 0;  ///< types that both modules have, managed static ones included
  std::vector<SurvivingAttribute> survivors;
};
ISOGRADE_JSON(Reimport);

/// Notes every object that the garbage collector knows in the seat's interpreter. To be called
/// before the target is imported there: what exists by then (the interpreter's own `gc.garbage`,
/// `_typing.TypeVar`) is not made by the module, and need not be made anew.
void NoteObjects(const Subject& subject, Seat& seat);

/// Imports the target anew in the seat's interpreter, where no other lives: a SecondImport. Where a
/// distribution declines, each member is made anew by itself, and has one of its own.
void RecordSecondImport(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                        Channel& channel);

/// Why the target could not be imported anew in main alone, which is then tried in no further
/// interpreter; empty: it could.
std::string NotImportedAgain(const Observations& seen);

/// Imports the target anew in the seat's interpreter, as far as it can be, compares old and new,
/// and makes the *old* module raise its exceptions.
void RecordReimports(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                     Channel& channel);

}  // namespace isograde
