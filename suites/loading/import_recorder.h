#pragma once

#include <map>
#include <string>
#include <vector>

#include "checklist/import_outcome.h"
#include "checklist/subject.h"
#include "interpreter/search_path.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"

namespace isograde {

/// Imports the target in interpreter after interpreter, as its user would; the first one that loads
/// it sets what the others are compared with.
class ImportRecorder {
 public:
  /// `alone`: the experiment is main's alone, which shows what a plain import changes.
  ImportRecorder(const Subject& subject, bool alone, Channel& channel)
      : subject_(subject), alone_(alone), channel_(channel) {}

  /// Imports in the seat's interpreter, and once more where it was refused by ImportError. Fills
  /// the seat.
  void Import(Seat& seat);
  /// Imports anew what sys.modules no longer has: a new reference, or nullptr with the exception
  /// set.
  PyObject* ImportAnew() const;

 private:
  using Contents = std::map<std::string, std::string>;  // name -> what it is
  Contents ContentsOf(PyObject* module) const;

  const Subject& subject_;
  bool alone_;
  Channel& channel_;
  std::optional<Contents> reference_;
};

/// Takes a name out of the current interpreter's sys.modules, if it is there.
void DropFromModules(const std::string& name);

/// Gives a new interpreter the module search path of the hosting one: `sys.path` as it is in main.
void AdoptSearchPath(const Seat& main, const Seat& other);

}  // namespace isograde
